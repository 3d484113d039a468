import type { Row } from '../row.ts';
import { podNetworkRows } from './pod-network.ts';
import { servicesRows } from './services.ts';

/** udp's tun lives and dies with flanneld. */
export const udpRows: readonly Row[] = [
  {
    faults: ['flanneld-dead'],
    roots: ['flannel-daemon FlannelNotRunning'],
    consequences: ['flannel-interface FlannelInterfaceMissing'],
  },
  { faults: ['device-down'], roots: ['flannel-interface FlannelInterfaceDown'] },
  {
    faults: ['device-wrong-address'],
    roots: ['flannel-interface FlannelInterfaceAddressMismatch'],
  },
  { faults: ['device-wrong-mtu'], roots: ['flannel-interface FlannelInterfaceMtuMismatch'] },
  { faults: ['device-smaller-mtu'] },
  ...podNetworkRows,
  ...servicesRows,
];
