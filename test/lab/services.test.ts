import t from 'tap';
import { withLab } from './lab-test.ts';
import { testRows } from './row.ts';
import { doubleFaultRows, servicesRows } from './rows/services.ts';

await withLab(t, { backend: 'vxlan', bridge: 'cni0' }, (lab) =>
  testRows(t, lab, [...servicesRows, ...doubleFaultRows]),
);
