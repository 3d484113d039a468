import type { Row } from './row.ts';
import { badInputRows } from './rows/bad-input.ts';
import { containerRows } from './rows/container.ts';
import { dockerRows } from './rows/docker.ts';
import { hostGwRows } from './rows/host-gw.ts';
import { limitRows } from './rows/limits.ts';
import { doubleFaultRows, servicesRows } from './rows/services.ts';
import { systemdRows } from './rows/systemd.ts';
import { udpRows } from './rows/udp.ts';
import { vxlanRows } from './rows/vxlan.ts';
import { webRows } from './rows/web.ts';

export const rows: readonly Row[] = [
  ...vxlanRows,
  ...limitRows,
  ...servicesRows,
  ...doubleFaultRows,
  ...webRows,
  ...hostGwRows,
  ...udpRows,
  ...dockerRows,
  ...systemdRows,
  ...containerRows,
  ...badInputRows,
];
