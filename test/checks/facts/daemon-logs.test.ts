import t from 'tap';
import { flannelLog, kubeProxyLog } from '../../../src/checks/facts/daemon-logs.ts';
import { flannelNode, unit } from '../../support/facts.ts';

const units = ['flannel', 'k3s-agent', 'kube-proxy', 'docker'].map((name) => unit(name));

t.test('only units that are installed are asked for their journal', async (t) => {
  t.same(kubeProxyLog(flannelNode({ units })), {
    units: ['k3s-agent', 'kube-proxy'],
    containers: ['kube-proxy'],
    files: ['/var/log/pods/*_kube-proxy-*/kube-proxy/*.log'],
  });
  t.same(flannelLog(flannelNode({ units }), ['kube-flannel']), {
    units: ['flannel', 'k3s-agent'],
    containers: ['kube-flannel'],
    files: ['/var/log/pods/*_kube-flannel-*/kube-flannel/*.log'],
  });
});

t.test('where systemd could not be asked no journal is', async (t) => {
  const { units: _, ...network } = flannelNode();
  t.same(kubeProxyLog(network).units, []);
});
