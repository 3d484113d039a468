import type { Row } from './row.ts';
import { badInputRows } from './rows/bad-input.ts';
import { dockerRows } from './rows/docker.ts';
import { hostGwRows } from './rows/host-gw.ts';
import { servicesRows } from './rows/services.ts';
import { udpRows } from './rows/udp.ts';
import { vxlanRows } from './rows/vxlan.ts';

export const rows: readonly Row[] = [
  ...vxlanRows,
  ...servicesRows,
  ...hostGwRows,
  ...udpRows,
  ...dockerRows,
  ...badInputRows,
];
