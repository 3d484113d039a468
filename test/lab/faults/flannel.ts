import type { Fault } from '../fault.ts';

const tunnels = { backend: ['vxlan', 'udp'] } as const;

/** What can be wrong with subnet.env. */
const subnetFile: readonly Fault[] = [
  {
    name: 'subnet-env-missing',
    summary: 'flannel never got a subnet, or subnet.env was removed',
    inject: { node: 'rm /run/flannel/subnet.env' },
    revert: { node: 'write_subnet_env' },
  },
  {
    name: 'subnet-env-truncated',
    summary: 'subnet.env ends in the middle of a line',
    inject: {
      node: `printf 'FLANNEL_NETWORK=%s\\nFLANNEL_SUB' "$NETWORK" >/run/flannel/subnet.env`,
    },
    revert: { node: 'write_subnet_env' },
  },
  {
    name: 'subnet-env-garbage',
    summary: 'subnet.env holds something else',
    inject: { node: `printf '<html>\\n502 Bad Gateway\\n' >/run/flannel/subnet.env` },
    revert: { node: 'write_subnet_env' },
  },
  {
    name: 'subnet-env-outside-network',
    summary: "subnet.env's subnet is not part of its network",
    inject: {
      node: `sed -i 's/^FLANNEL_SUBNET=.*/FLANNEL_SUBNET=192.168.7.1\\/24/' /run/flannel/subnet.env`,
    },
    revert: { node: 'write_subnet_env' },
  },
  {
    name: 'subnet-env-other-network',
    summary: 'subnet.env is of another pod network than heat-params tells',
    inject: { node: `sed -i 's/=10\\.100\\./=10.200./' /run/flannel/subnet.env` },
    revert: { node: 'write_subnet_env' },
    needs: { bridge: 'cni0' },
  },
  {
    name: 'subnet-env-stale',
    summary: 'subnet.env is from before the last boot, on a /run that outlived it',
    inject: {
      node: `mkdir -p /var/lib/run-flannel
        mount --bind /var/lib/run-flannel /run/flannel
        write_subnet_env
        touch -d 2020-01-01 /run/flannel/subnet.env`,
    },
    revert: { node: 'umount /run/flannel' },
    needs: { bridge: 'cni0' },
  },
  {
    name: 'subnet-env-early',
    summary: 'subnet.env was written before the clock was set (odd, but no fault)',
    inject: { node: 'touch -d 2020-01-01 /run/flannel/subnet.env' },
    revert: { node: 'write_subnet_env' },
  },
  {
    name: 'subnet-env-crlf',
    summary: 'subnet.env was edited on Windows, with quotes (odd, but no fault)',
    inject: { node: `sed -i 's/=\\(.*\\)$/="\\1"\\r/' /run/flannel/subnet.env` },
    revert: { node: 'write_subnet_env' },
  },
];

const daemonAndDevice: readonly Fault[] = [
  {
    name: 'flanneld-dead',
    summary: 'flanneld is not running',
    inject: { node: 'stop flanneld' },
    revert: {
      node: 'flannel_daemon; if [ "$BACKEND" = udp ]; then flannel_device; flannel_routes; fi',
    },
  },
  {
    name: 'device-missing',
    summary: 'the flannel device was deleted while flanneld runs',
    inject: { node: 'ip link del "$DEVICE"' },
    revert: { node: 'flannel_device; flannel_routes' },
    needs: { backend: ['vxlan'] },
  },
  {
    name: 'device-unguessable',
    summary: 'no flannel device is there, and nothing tells which one should be',
    inject: {
      node: `pod_down
        ip link del "$DEVICE"
        sed -i 's/^FLANNEL_MTU=.*/FLANNEL_MTU=1300/' /run/flannel/subnet.env`,
    },
    revert: { node: 'write_subnet_env; flannel_device; flannel_routes; pod_up' },
    needs: { backend: ['vxlan'], bridge: 'cni0' },
  },
  {
    name: 'device-down',
    summary: 'the flannel device is down',
    inject: { node: 'ip link set "$DEVICE" down' },
    revert: { node: 'ip link set "$DEVICE" up; flannel_routes' },
    needs: tunnels,
  },
  {
    name: 'device-bounced',
    summary: 'the flannel device was set down and up again, and has lost its routes',
    inject: { node: 'ip link set "$DEVICE" down; ip link set "$DEVICE" up' },
    revert: { node: 'flannel_routes' },
    needs: { backend: ['vxlan'] },
  },
  {
    name: 'peer-gone',
    summary:
      'the last peer has left, and an entry of its former MAC stays behind (odd, but no fault)',
    inject: {
      node: `bridge fdb del "$PEER_VTEP" dev flannel.1 dst "$PEER_IP" self
        bridge fdb add 02:00:00:00:00:99 dev flannel.1 dst 10.0.0.99 self permanent
        ip neigh del "$PEER_LEASE.0" dev flannel.1
        ip route del "$PEER_LEASE.0/24"`,
    },
    revert: {
      node: 'bridge fdb del 02:00:00:00:00:99 dev flannel.1 dst 10.0.0.99 self; flannel_routes',
    },
    needs: { backend: ['vxlan'] },
  },
  {
    name: 'stale-entry',
    summary:
      'an entry of a node that has left stays behind, and its kubelet still answers (odd, but no fault)',
    inject: {
      router: `ip addr add 10.0.0.13/24 dev eth0
        start_as former-node socat -u TCP-LISTEN:10250,bind=10.0.0.13,fork,reuseaddr OPEN:/dev/null
        await_port 10250 10.0.0.13`,
      node: 'bridge fdb add 02:00:00:00:00:13 dev flannel.1 dst 10.0.0.13 self permanent',
    },
    revert: {
      router: 'stop former-node; ip addr del 10.0.0.13/24 dev eth0',
      node: 'bridge fdb del 02:00:00:00:00:13 dev flannel.1 dst 10.0.0.13 self',
    },
    needs: { backend: ['vxlan'] },
  },
  {
    name: 'own-entry',
    summary: "the flannel device forwards to this node's own address (odd, but no fault)",
    inject: {
      node: 'bridge fdb add 02:00:00:00:00:11 dev flannel.1 dst "$NODE_IP" self permanent',
    },
    revert: { node: 'bridge fdb del 02:00:00:00:00:11 dev flannel.1 dst "$NODE_IP" self' },
    needs: { backend: ['vxlan'] },
  },
  {
    name: 'direct-routing',
    summary: 'DirectRouting was switched on, and the entries stay (odd, but no fault)',
    inject: { node: 'ip route replace "$PEER_LEASE.0/24" via "$PEER_IP" dev eth0' },
    revert: { node: 'flannel_routes' },
    needs: { backend: ['vxlan'] },
  },
  {
    name: 'device-wrong-address',
    summary: 'the flannel device has the address of another subnet',
    inject: { node: 'ip -4 addr flush dev "$DEVICE"; ip addr add 10.100.99.0/32 dev "$DEVICE"' },
    revert: {
      node: 'ip -4 addr flush dev "$DEVICE"; ip addr add "$LEASE.0/32" dev "$DEVICE"; flannel_routes',
    },
    needs: tunnels,
  },
  {
    name: 'device-wrong-mtu',
    summary: 'the flannel device lets larger packets in than the underlay carries',
    // The kernel holds a vxlan device down to what its uplink carries.
    inject: { node: 'ip link set eth0 mtu 9000; ip link set "$DEVICE" mtu 1500' },
    revert: { node: 'ip link set "$DEVICE" mtu "$MTU"; ip link set eth0 mtu 1500' },
    needs: tunnels,
  },
  {
    name: 'device-smaller-mtu',
    summary: 'the flannel device has a smaller MTU than subnet.env tells (odd, but no fault)',
    inject: { node: 'ip link set "$DEVICE" mtu 1400' },
    revert: { node: 'ip link set "$DEVICE" mtu "$MTU"' },
    needs: tunnels,
  },
  {
    name: 'device-wrong-uplink',
    summary: 'flanneld was told to use eth1, and the device sends through eth0',
    inject: {
      node: `second_uplink
        stop flanneld
        stand_in /opt/bin/flanneld --ip-masq --kube-subnet-mgr --iface=eth1`,
    },
    revert: { node: 'flannel_daemon; ip link del eth1' },
    needs: { backend: ['vxlan'], bridge: 'cni0' },
  },
];

export const flannelFaults: readonly Fault[] = [...subnetFile, ...daemonAndDevice];
