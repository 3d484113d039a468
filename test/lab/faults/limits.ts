import type { Fault } from '../fault.ts';

const besideCni = { bridge: 'cni0' } as const;
const folder = '/var/lib/cni/networks/cbr0';

/** Leases of containers that nobody knows, from .FIRST to .LAST of a subnet. */
const leases = (subnet: string, first: number, last: number): string =>
  `for host in $(seq ${first} ${last}); do printf '%012x\\r\\neth0' "$host" >"${folder}/${subnet}.$host"; done`;

const givenBack: Fault['revert'] = { node: `rm -r ${folder}; write_lease` };

/** Tables of the kernel and of the CNI plugin that have an end. */
export const limitFaults: readonly Fault[] = [
  {
    name: 'conntrack-full',
    summary: 'more connections are tracked than the kernel may track',
    // The limit is the whole machine's and read-only for us: what the node sees of it is replaced.
    // A connection that was closed is tracked for two minutes more.
    inject: {
      node: `exec 3<>/dev/tcp/10.0.0.10/6443; exec 3>&-
        echo 1 >/run/lab/nf_conntrack_max
        mount --bind /run/lab/nf_conntrack_max /proc/sys/net/netfilter/nf_conntrack_max`,
    },
    revert: { node: 'umount /proc/sys/net/netfilter/nf_conntrack_max' },
  },
  {
    name: 'many-peers',
    summary: 'flannel knows 190 nodes more, each with a permanent neighbour (odd, but no fault)',
    inject: {
      node: `for host in $(seq 62 251); do
          mac=$(printf '0a:00:00:00:00:%02x' "$host")
          echo "neigh replace 10.100.$host.0 lladdr $mac dev flannel.1 nud permanent" >&3
          echo "route replace 10.100.$host.0/24 via 10.100.$host.0 dev flannel.1 onlink" >&3
          echo "fdb replace $mac dev flannel.1 dst 10.0.0.$host self permanent"
        done 3>/run/lab/ip-batch >/run/lab/bridge-batch
        ip -batch /run/lab/ip-batch
        bridge -batch /run/lab/bridge-batch`,
    },
    revert: { node: 'flannel_device; flannel_routes' },
    needs: { backend: ['vxlan'] },
  },
  {
    name: 'addresses-exhausted',
    summary: 'every pod address is given out, most of them to pods that are gone',
    inject: { node: leases('$LEASE', 2, 254) },
    revert: givenBack,
    needs: besideCni,
  },
  {
    name: 'addresses-exhausted-no-bridge',
    summary: 'every pod address is given out, and no pod has come since the boot',
    inject: { node: `pod_down; ip link del cni0; mkdir -p ${folder}; ${leases('$LEASE', 2, 254)}` },
    revert: { node: 'bridge_up; pod_up' },
    needs: besideCni,
  },
  {
    name: 'addresses-leaked',
    summary: 'most pod addresses were never given back, but some are left (odd, but no fault)',
    inject: { node: leases('$LEASE', 2, 250) },
    revert: givenBack,
    needs: besideCni,
  },
  {
    name: 'addresses-of-earlier-subnet',
    summary: "leases of this node's former subnet were left behind (odd, but no fault)",
    inject: { node: leases('10.100.33', 2, 254) },
    revert: givenBack,
    needs: besideCni,
  },
];
