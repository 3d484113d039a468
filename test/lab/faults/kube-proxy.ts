import type { Fault } from '../fault.ts';

export const kubeProxyFaults: readonly Fault[] = [
  {
    name: 'kube-proxy-absent',
    summary: 'kube-proxy is not running; its rules are still there',
    inject: { node: 'stop kube-proxy' },
    revert: { node: 'kube_proxy_up' },
  },
  {
    name: 'kube-proxy-failing',
    summary: 'kube-proxy says of itself that it cannot program its rules',
    inject: { node: 'kube_proxy_says failing' },
    revert: { node: 'kube_proxy_says healthy' },
  },
  {
    name: 'kube-proxy-draining',
    summary: 'kube-proxy fails /healthz because the node is being removed (odd, but no fault)',
    inject: { node: 'kube_proxy_says draining' },
    revert: { node: 'kube_proxy_says healthy' },
  },
  {
    name: 'kube-proxy-hanging',
    summary: 'kube-proxy accepts connections and answers nothing',
    inject: { node: 'kill -STOP "$(cat /run/lab/kube-proxy.pid)"' },
    revert: { node: 'kill -CONT "$(cat /run/lab/kube-proxy.pid)"' },
  },
  {
    name: 'kube-proxy-rules-gone',
    summary: "somebody flushed the firewall: kube-proxy's rules are gone, and it says it is well",
    inject: { node: 'kube_proxy_rules_gone' },
    revert: { node: 'kube_proxy_rules' },
  },
];
