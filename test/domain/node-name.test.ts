import t from 'tap';
import { type NameHints, nodeNameOf } from '../../src/domain/node-name.ts';
import { processOf } from '../support/facts.ts';

const kubelet = processOf('/usr/bin/kubelet --hostname-override=By-Kubelet');
const kubeProxy = processOf('/usr/local/bin/kube-proxy --hostname-override by-kube-proxy');
const all: NameHints = {
  option: 'by-option',
  certificate: 'by-certificate',
  processes: [kubeProxy, kubelet],
  instanceName: 'by-magnum',
  hostname: 'By-Host\n',
};

t.test('the surest hint names the node', async (t) => {
  const { option: _, ...rest } = all;
  const hints: readonly (readonly [Partial<NameHints>, string])[] = [
    [{ option: 'by-option' }, 'by-option'],
    [{}, 'by-certificate'],
    [{ certificate: '' }, 'by-kubelet'],
    [{ certificate: '', processes: [kubeProxy] }, 'by-kube-proxy'],
    [{ certificate: '', processes: [processOf('/usr/bin/kubelet')] }, 'by-magnum'],
    [{ certificate: '', processes: [] }, 'by-magnum'],
    [{ certificate: '', processes: [], instanceName: '' }, 'by-host'],
    [{ certificate: '', processes: [], instanceName: 'no name\n' }, 'by-host'],
    [{ certificate: '', processes: [], instanceName: '', hostname: '' }, ''],
  ];
  for (const [given, name] of hints)
    t.equal(nodeNameOf({ option: '', ...rest, ...given }), name, JSON.stringify(given));
});
