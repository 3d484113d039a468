import t from 'tap';
import { withLab } from './lab-test.ts';
import { testRows } from './row.ts';
import { vxlanRows } from './rows/vxlan.ts';

await withLab(t, { backend: 'vxlan', bridge: 'cni0' }, (lab) => testRows(t, lab, vxlanRows));
