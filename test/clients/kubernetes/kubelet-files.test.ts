import t from 'tap';
import { NoAccess } from '../../../src/clients/kubernetes/access.ts';
import { firstKubelet, kubeletFiles } from '../../../src/clients/kubernetes/kubelet-files.ts';
import { magnumKubeconfig } from '../../support/api-server.ts';
import { fakeFiles } from '../../support/fake-probes.ts';

const kubeconfig = magnumKubeconfig('https://10.0.0.5:6443');
const [first = '', second = '', third = ''] = kubeletFiles;

t.test('each known place is looked at, and paths in a file are the host’s', async (t) => {
  for (const path of kubeletFiles) {
    const readFile = fakeFiles({ [path]: kubeconfig });
    const found = await firstKubelet(readFile, async ({ server }, source) => ({
      server,
      path: source.path,
      isHosts: source.readFile === readFile,
      login: source.login,
    }));
    const value = { server: 'https://10.0.0.5:6443', path, isHosts: true, login: undefined };
    t.same(found, { value, problems: [] });
  }
});

t.test('the first that is good for it is taken, and the others’ faults are told', async (t) => {
  const readFile = fakeFiles({
    [first]: 'kind: KubeletConfiguration\n',
    [second]: { kind: 'notPermitted', path: second },
    [third]: kubeconfig,
  });
  t.same(await firstKubelet(readFile, async (_, { path }) => path), {
    value: third,
    problems: [
      `${first} is no kubeconfig with a cluster in its current context`,
      `may not read ${second}`,
    ],
  });
});

t.test('what nothing can be made of is passed over, and a mistake of ours said', async (t) => {
  const readFile = fakeFiles({ [first]: kubeconfig, [second]: kubeconfig });
  const refused = await firstKubelet(readFile, async (_, { path }) => {
    throw path === first ? new NoAccess('no key') : new Error('a secret');
  });
  t.same(refused, { problems: ['no key', 'the credentials cannot be read'] });
});
