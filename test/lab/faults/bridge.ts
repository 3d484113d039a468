import type { Fault } from '../fault.ts';

const besideCni = { bridge: 'cni0' } as const;
const dockerEra = { bridge: 'docker0' } as const;

const dockerOnItsOwn =
  'pod_down; docker_daemon; bridge_address 172.17.0.1/16; ip link set docker0 mtu 1500';

export const bridgeFaults: readonly Fault[] = [
  {
    name: 'docker-started-first',
    summary: 'docker started before flannel had told its subnet: docker0 is at 172.17.0.1',
    // The pause is what the kernel's start times, kept in whole seconds, need to show the order.
    inject: { node: `${dockerOnItsOwn}; sleep 2; touch /run/flannel/docker` },
    revert: { node: 'docker_up; bridge_up; pod_up' },
    needs: dockerEra,
  },
  {
    name: 'docker-without-bip',
    summary: "docker started after flannel, and was not handed flannel's options",
    inject: { node: dockerOnItsOwn },
    revert: { node: 'docker_up; bridge_up; pod_up' },
    needs: dockerEra,
  },
  {
    name: 'bridge-missing',
    summary: 'the pod bridge was deleted under its pods',
    inject: { node: 'ip link del "$BRIDGE"' },
    revert: { node: 'bridge_up; pod_up' },
  },
  {
    name: 'bridge-down',
    summary: 'the pod bridge is down',
    inject: { node: 'ip link set "$BRIDGE" down' },
    revert: { node: 'bridge_up' },
  },
  {
    name: 'bridge-wrong-mtu',
    summary: "the pod bridge's MTU is larger than flannel's",
    inject: { node: 'ip link set "$BRIDGE" mtu 1500' },
    revert: { node: 'bridge_up' },
    needs: { backend: ['vxlan', 'udp'] },
  },
  {
    name: 'cni0-leftover',
    summary: "cni0 is left over from this node's former subnet",
    inject: { node: 'bridge_address 10.100.33.1/24' },
    revert: { node: 'bridge_up' },
    needs: besideCni,
  },
  {
    name: 'bridge-foreign-address',
    summary: 'somebody gave the pod bridge an address outside the pod network',
    inject: { node: 'bridge_address 192.168.99.1/24' },
    revert: { node: 'bridge_up' },
  },
  {
    name: 'no-pods',
    summary: 'no pod has run here yet, so there is no cni0 (odd, but no fault)',
    inject: { node: 'pod_down; ip link del cni0' },
    revert: { node: 'bridge_up; pod_up' },
    needs: besideCni,
  },
  {
    name: 'just-booted',
    summary:
      "no pod has run since the boot, and the last boot's leases are there (odd, but no fault)",
    inject: { node: 'pod_down; ip link del cni0; write_lease' },
    revert: { node: 'bridge_up; pod_up' },
    needs: besideCni,
  },
  {
    name: 'docker0-idle',
    summary: "docker0 without containers keeps docker's default MTU (odd, but no fault)",
    inject: { node: 'pod_down; ip link set docker0 mtu 1500' },
    revert: { node: 'bridge_up; pod_up' },
    needs: dockerEra,
  },
  {
    name: 'docker0-beside-cni0',
    summary: 'docker runs beside the CNI, with its own docker0 at 172.17.0.1 (odd, but no fault)',
    inject: {
      node: `docker_daemon
        ip link add docker0 type bridge
        ip addr add 172.17.0.1/16 brd + dev docker0
        ip link set docker0 up`,
    },
    revert: { node: 'stop dockerd; ip link del docker0' },
    needs: besideCni,
  },
];
