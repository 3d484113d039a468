import t from 'tap';
import { withLab } from './lab-test.ts';
import { testRows } from './row.ts';
import { hostGwRows } from './rows/host-gw.ts';

await withLab(t, { backend: 'host-gw', bridge: 'cni0' }, (lab) => testRows(t, lab, hostGwRows));
