import t from 'tap';
import {
  ownProcess,
  proxyArgs,
  proxyProcess,
} from '../../../src/checks/facts/kube-proxy-process.ts';
import { processOf, processTable } from '../../support/facts.ts';

const k3s = processOf('k3s-server --kube-proxy-arg=proxy-mode=nftables', { pid: 1 });
const kubeProxy = processOf('kube-proxy --proxy-mode=ipvs', { pid: 2 });

t.test('kube-proxy itself comes before a k3s that may hold it', async (t) => {
  t.equal(proxyProcess(processTable([k3s, kubeProxy])), kubeProxy);
  t.equal(proxyProcess(processTable([k3s])), k3s);
  t.equal(ownProcess(processTable([k3s])), undefined);
});

t.test('its flags are its own, or what k3s hands on', async (t) => {
  t.same(proxyArgs(processTable([kubeProxy])), ['kube-proxy', '--proxy-mode=ipvs']);
  t.ok(proxyArgs(processTable([k3s])).includes('--proxy-mode=nftables'));
  t.same(proxyArgs(processTable()), []);
});
