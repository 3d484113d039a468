import type { Row } from '../row.ts';
import { podNetworkRows } from './pod-network.ts';
import { servicesRows } from './services.ts';

const isOfDevice = (line: string): boolean => line.startsWith('flannel-interface ');

/** There is no device to compare, but without a subnet not even that can be told. */
const withoutDevice = (row: Row): Row => ({
  ...row,
  ...(row.consequences && { consequences: row.consequences.filter((line) => !isOfDevice(line)) }),
  ...(row.unknown?.some(isOfDevice) && { notApplicable: [] }),
});

const shared = [...podNetworkRows, ...servicesRows];
const uplinkLost = shared.find(({ faults }) => faults.join() === 'no-uplink-address');

/** The overlay carries what the uplink does; and without an address nothing shows the uplink. */
const isOwn = ({ faults }: Row): boolean =>
  ['bridge-wrong-mtu', 'no-uplink-address'].includes(faults.join());

/** host-gw has no device, so what is about it cannot happen. */
export const hostGwRows: readonly Row[] = [
  { faults: [], notApplicable: ['flannel-interface NoFlannelInterface'] },
  { faults: ['flanneld-dead'], roots: ['flannel-daemon FlannelNotRunning'] },
  ...shared.filter((row) => !isOwn(row)).map(withoutDevice),
  {
    faults: ['no-uplink-address'],
    roots: ['default-route NoUplinkAddress'],
    consequences: uplinkLost?.consequences ?? [],
    unknown: ['flannel-interface FlannelBackendUndecided'],
    notApplicable: [],
  },
];
