import type { Fault } from '../fault.ts';

const magnumWorker = { bridge: 'cni0' } as const;
const heatParams = '/etc/sysconfig/heat-params';

/** Nodes that are meant to be as they are. */
export const nodeKinds: readonly Fault[] = [
  {
    name: 'air-gapped',
    summary: 'a cluster without internet, its images in a private registry (odd, but no fault)',
    inject: {
      node: `sed -i 's/^CONTAINER_INFRA_PREFIX=.*/CONTAINER_INFRA_PREFIX="registry.example\\/"/' ${heatParams}`,
      router: `iptables -I INPUT -s "$NODE_IP" ! -d 10.0.0.0/24 -j DROP
        stop dnsmasq; dns_up registry.example,10.0.0.250`,
    },
    revert: {
      node: 'write_heat_params',
      router: `iptables -D INPUT -s "$NODE_IP" ! -d 10.0.0.0/24 -j DROP
        stop dnsmasq; dns_up`,
    },
    needs: magnumWorker,
  },
  {
    name: 'calico',
    summary: "the pods use Calico; flannel's files and device are left over (odd, but no fault)",
    inject: {
      node: `stop flanneld
        sed -i 's/^NETWORK_DRIVER=.*/NETWORK_DRIVER="calico"/' ${heatParams}
        rm /etc/cni/net.d/10-flannel.conflist
        printf '{"name":"k8s-pod-network","cniVersion":"0.3.1","plugins":[{"type":"calico","ipam":{"type":"calico-ipam"}}]}' \\
          >/etc/cni/net.d/10-calico.conflist`,
    },
    revert: { node: 'write_heat_params; write_cni_conf; flannel_daemon' },
    needs: { backend: ['vxlan'], bridge: 'cni0' },
  },
  {
    name: 'not-magnum',
    summary: 'the cluster was not made by Magnum: there is no heat-params (odd, but no fault)',
    inject: { node: `rm ${heatParams}` },
    revert: { node: 'write_heat_params' },
  },
  {
    name: 'canal',
    summary: "Calico's plugin over flannel's routes, so without a bridge (odd, but no fault)",
    inject: {
      node: `pod_down
        ip link del cni0
        rm /etc/cni/net.d/10-flannel.conflist
        printf '{"name":"canal","cniVersion":"0.3.1","plugins":[{"type":"calico","ipam":{"type":"host-local"}}]}' \
          >/etc/cni/net.d/10-canal.conflist`,
    },
    revert: { node: 'write_cni_conf; bridge_up; pod_up' },
    needs: magnumWorker,
  },
  {
    name: 'cni-conf-missing',
    summary: 'nobody has installed a CNI configuration',
    inject: { node: 'rm /etc/cni/net.d/10-flannel.conflist' },
    revert: { node: 'write_cni_conf' },
    needs: magnumWorker,
  },
  {
    name: 'no-flannel',
    summary: 'nothing on this machine has to do with flannel or Kubernetes (odd, but no fault)',
    inject: {
      node: `stop flanneld; stop kubelet; stop kube-proxy; pod_down
        ip link del cni0; ip link del flannel.1
        kube_proxy_rules_gone; flannel_forward_rules_gone; masquerade_rules_gone
        rm -r /run/flannel /etc/cni ${heatParams}`,
    },
    revert: { node: 'node_up' },
    needs: { backend: ['vxlan'], bridge: 'cni0' },
  },
];
