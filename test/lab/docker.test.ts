import t from 'tap';
import { withLab } from './lab-test.ts';
import { testRows } from './row.ts';
import { dockerRows } from './rows/docker.ts';

await withLab(t, { backend: 'vxlan', bridge: 'docker0' }, (lab) => testRows(t, lab, dockerRows));
