import type { Fault } from '../fault.ts';

/** Forwarding and the firewall. */
export const kernelFaults: readonly Fault[] = [
  {
    name: 'forwarding-off',
    summary: 'the kernel does not forward packets',
    inject: { node: 'sysctl -qw net.ipv4.ip_forward=0' },
    revert: { node: 'sysctl -qw net.ipv4.ip_forward=1' },
  },
  {
    name: 'forward-drop',
    summary: 'the FORWARD policy is DROP, and nothing accepts the pod network',
    inject: { node: 'iptables -P FORWARD DROP; flannel_forward_rules_gone' },
    revert: { node: 'iptables -P FORWARD ACCEPT; flannel_rules' },
  },
  {
    name: 'forward-drop-accepted',
    summary: 'the FORWARD policy is DROP, and flannel accepts the pod network (odd, but no fault)',
    inject: { node: 'iptables -P FORWARD DROP' },
    revert: { node: 'iptables -P FORWARD ACCEPT' },
  },
  {
    name: 'forward-drop-limited',
    summary: 'the FORWARD policy is DROP, and pods pass at a limited rate (whether that is meant?)',
    inject: {
      node: `iptables -P FORWARD DROP
        flannel_forward_rules_gone
        iptables -A FORWARD -m limit --limit 1000/second -j ACCEPT`,
    },
    revert: {
      node: `iptables -D FORWARD -m limit --limit 1000/second -j ACCEPT
        iptables -P FORWARD ACCEPT
        flannel_rules`,
    },
  },
  {
    name: 'masquerade-missing',
    summary: 'nothing masquerades what pods send to the outside',
    inject: { node: 'masquerade_rules_gone' },
    revert: { node: 'flannel_rules; if [ "$BRIDGE" = docker0 ]; then docker_masquerade; fi' },
  },
  {
    name: 'bridge-netfilter-off',
    summary: "iptables does not see the pods' bridged packets",
    inject: { node: 'sysctl -qw net.bridge.bridge-nf-call-iptables=0' },
    revert: { node: 'sysctl -qw net.bridge.bridge-nf-call-iptables=1' },
  },
  {
    name: 'reverse-path',
    summary: 'the way back to the peer leaves by eth1, and eth0 drops what came the other way',
    inject: {
      node: `second_uplink
        ip route add "$PEER_IP/32" dev eth1
        sysctl -qw net.ipv4.conf.eth0.rp_filter=1`,
    },
    revert: { node: 'ip link del eth1; sysctl -qw net.ipv4.conf.eth0.rp_filter=0' },
  },
];
