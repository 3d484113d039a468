import t from 'tap';
import { withLab } from './lab-test.ts';
import { testRows } from './row.ts';
import { udpRows } from './rows/udp.ts';

await withLab(t, { backend: 'udp', bridge: 'cni0' }, (lab) => testRows(t, lab, udpRows));
