import t from 'tap';
import { withLab } from './lab-test.ts';
import { testRows } from './row.ts';
import { webRows } from './rows/web.ts';

await withLab(t, { backend: 'vxlan', bridge: 'cni0' }, (lab) => testRows(t, lab, webRows));
