import { checkout } from './machine.ts';

export const backends = ['vxlan', 'host-gw', 'udp'] as const;
export const bridges = ['cni0', 'docker0'] as const;
export const nodeNames = ['n1', 'n2'] as const;

export type Backend = (typeof backends)[number];
export type NodeName = (typeof nodeNames)[number];

/** What kind of nodes a lab has. docker0 stands for a docker-era Magnum node without CNI. */
export interface LabShape {
  readonly backend: Backend;
  readonly bridge: (typeof bridges)[number];
  /** Without it the daemons are mere processes, and nothing answers to systemctl. */
  readonly init?: 'systemd';
}

interface Place {
  readonly address: string;
  /** The first three octets of the node's flannel subnet. */
  readonly lease: string;
  readonly vtep: string;
}

const places: Readonly<Record<NodeName, Place>> = {
  n1: { address: '10.0.0.11', lease: '10.100.54', vtep: '9e:9a:dc:dd:08:95' },
  n2: { address: '10.0.0.12', lease: '10.100.61', vtep: '56:d9:08:ed:15:aa' },
};

// What is left of the uplink's 1500 bytes (REFERENCE 3.2 of flannel's code: 50 and 28 of overhead).
const mtus: Readonly<Record<Backend, number>> = { vxlan: 1450, 'host-gw': 1500, udp: 1472 };
const devices: Readonly<Record<Backend, string>> = {
  vxlan: 'flannel.1',
  'host-gw': '',
  udp: 'flannel0',
};

/** The variables that every step on a node may use; steps on the router see the node's too. */
export function stepEnvironment(shape: LabShape, node: NodeName): Readonly<Record<string, string>> {
  const [own, peer] = [places[node], places[node === 'n1' ? 'n2' : 'n1']];
  return {
    LAB: `${checkout}/test/lab`,
    NODEJS: process.execPath,
    NODE: node,
    NODE_IP: own.address,
    LEASE: own.lease,
    VTEP: own.vtep,
    PEER_IP: peer.address,
    PEER_LEASE: peer.lease,
    PEER_VTEP: peer.vtep,
    NETWORK: '10.100.0.0/16',
    GATEWAY: '10.0.0.1',
    BACKEND: shape.backend,
    BRIDGE: shape.bridge,
    DEVICE: devices[shape.backend],
    MTU: String(mtus[shape.backend]),
  };
}
