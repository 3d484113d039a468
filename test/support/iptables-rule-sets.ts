import { readFileSync } from 'node:fs';

const fixture = (name: string): readonly string[] =>
  readFileSync(new URL(`../fixtures/${name}.txt`, import.meta.url), 'utf8').split('\n');

/** Recorded from flanneld and kube-proxy; the others are what docker 20.10, ufw and firewalld write. */
export const ruleSets = {
  'flannel 0.28': ['-P FORWARD DROP', ...fixture('iptables-save.flannel-0.28-vxlan')],
  'flannel 0.14': ['-P FORWARD DROP', ...fixture('iptables-save.flannel-0.14-vxlan')],
  'kube-proxy': fixture('iptables-save.kube-proxy-1.36-nat'),
  'the kubelet and flannel': [
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
    ...fixture('iptables-save.flannel-0.28-vxlan'),
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
    '-A KUBE-POSTROUTING -j MASQUERADE --random-fully',
  ],
  docker: [
    ...['-P FORWARD DROP', '-N DOCKER', '-N DOCKER-USER', '-N DOCKER-ISOLATION-STAGE-1'],
    '-A FORWARD -j DOCKER-USER',
    '-A FORWARD -j DOCKER-ISOLATION-STAGE-1',
    '-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A FORWARD -o docker0 -j DOCKER',
    '-A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
    '-A FORWARD -i docker0 -o docker0 -j ACCEPT',
    '-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
    '-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2',
    '-A DOCKER-ISOLATION-STAGE-1 -j RETURN',
    '-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP',
    '-A DOCKER-ISOLATION-STAGE-2 -j RETURN',
    '-A DOCKER-USER -j RETURN',
  ],
  ufw: [
    ...['-P FORWARD DROP', '-N ufw-user-forward', '-N ufw-reject-forward'],
    '-A FORWARD -j ufw-before-forward',
    '-A FORWARD -j ufw-after-logging-forward',
    '-A FORWARD -j ufw-reject-forward',
    '-A ufw-after-logging-forward -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "',
    '-A ufw-before-forward -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A ufw-before-forward -p icmp -m icmp --icmp-type 8 -j ACCEPT',
    '-A ufw-before-forward -j ufw-user-forward',
  ],
  firewalld: [
    '-P FORWARD ACCEPT',
    '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT',
    '-A FORWARD -i lo -j ACCEPT',
    '-A FORWARD -j FORWARD_IN_ZONES',
    '-A FORWARD -m conntrack --ctstate INVALID -j DROP',
    '-A FORWARD -j REJECT --reject-with icmp-host-prohibited',
    '-A FORWARD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
    '-A FORWARD_IN_ZONES -i docker0 -g FWDI_trusted',
    '-A FORWARD_IN_ZONES -g FWDI_public',
    '-A FWDI_public -p icmp -j ACCEPT',
    '-A FWDI_trusted -j ACCEPT',
  ],
  'k3s with network policies': [
    '-A FORWARD -j KUBE-ROUTER-FORWARD',
    '-A FORWARD -m comment --comment "flanneld forward" -j ACCEPT',
    '-A KUBE-ROUTER-FORWARD -d 10.244.2.3/32 -j KUBE-POD-FW',
    '-A KUBE-POD-FW -m set --match-set KUBE-SRC src -j MARK --set-xmark 0x10000/0x10000',
    '-A KUBE-POD-FW -m mark ! --mark 0x10000/0x10000 -j REJECT',
  ],
};
