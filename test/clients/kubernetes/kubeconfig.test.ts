import t from 'tap';
import { NoAccess } from '../../../src/clients/kubernetes/access.ts';
import { parseKubeconfig } from '../../../src/clients/kubernetes/kubeconfig.ts';
import { magnumKubeconfig } from '../../support/api-server.ts';

const path = '/etc/kubernetes/kubelet-config.yaml';
const server = 'https://10.0.0.5:6443';
const magnum = magnumKubeconfig(server);

const ofUser = (user: object, cluster: object = {}): string =>
  JSON.stringify({
    'current-context': 'c',
    clusters: [{ name: 'a', cluster: { server, ...cluster } }],
    contexts: [{ name: 'c', context: { cluster: 'a', user: 'u' } }],
    users: [{ name: 'u', user }],
  });

t.test('the cluster and the user of the current context are read', async (t) => {
  t.match(await parseKubeconfig(magnum, path), {
    server,
    insecure: false,
    ca: { data: undefined, file: '/etc/kubernetes/certs/ca.crt' },
    cert: { data: undefined, file: '/etc/kubernetes/certs/kubelet.crt' },
    key: { data: undefined, file: '/etc/kubernetes/certs/kubelet.key' },
    token: { data: undefined, file: undefined },
    exec: undefined,
    authProvider: undefined,
  });
  const user = {
    'client-certificate-data': 'Y2VydA==',
    'client-key-data': 'a2V5',
    token: 't',
    username: 'n',
    password: 'p',
    as: 'somebody',
    exec: { command: 'aws' },
  };
  const cluster = {
    'certificate-authority-data': 'Y2E=',
    'insecure-skip-tls-verify': true,
    'tls-server-name': 'kubernetes',
    'proxy-url': 'http://proxy:3128',
  };
  t.match(await parseKubeconfig(ofUser(user, cluster), path), {
    serverName: 'kubernetes',
    insecure: true,
    proxy: 'http://proxy:3128',
    ca: { data: 'Y2E=' },
    cert: { data: 'Y2VydA==' },
    key: { data: 'a2V5' },
    token: { data: 't' },
    username: 'n',
    password: 'p',
    impersonated: 'somebody',
    exec: { command: 'aws' },
  });
  const login = { 'auth-provider': { name: 'oidc', config: {} } };
  t.match(await parseKubeconfig(ofUser(login), path), { authProvider: 'oidc' });
});

t.test('a context without a user is one of nobody', async (t) => {
  const text = magnum.replace('    user: default\n', '');
  t.match(await parseKubeconfig(text, path), { server, cert: { file: undefined } });
});

t.test('a token in a file is found in each way to write it, and no file is opened', async (t) => {
  const block = magnum.replace('as-user-extra: {}', 'tokenFile: /no/such/token # why not');
  const old = magnum.replace('as-user-extra: {}', "token-file: '/no/such/token'");
  for (const text of [block, old, ofUser({ tokenFile: '/no/such/token' })])
    t.match(await parseKubeconfig(text, path), {
      token: { data: undefined, file: '/no/such/token' },
      authProvider: undefined,
    });
});

t.test('of several documents the first counts, of one that was appended the last', async (t) => {
  const other = magnumKubeconfig('https://10.0.0.9:6443');
  const texts = [
    `---\n${magnum}---\n${other}`,
    `${magnum}---\r\n${other}`,
    `${other}${magnum}`,
    `# by hand\n${other}${other}${magnum}`,
    `kind: Config\n${magnum.replace('kind: Config\n', '')}`,
  ];
  for (const text of texts) t.match(await parseKubeconfig(text, path), { server });
});

t.test('anything else is no kubeconfig, and nothing of it is quoted', async (t) => {
  const problem = `${path} is no kubeconfig with a cluster in its current context`;
  const texts = [
    '',
    'null',
    '[1]',
    '<html>\n502 Bad Gateway',
    'kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n',
    `${magnum}  client-key-data: "secret\n`,
    magnum.replace('current-context: default', 'current-context: other'),
    magnum.replace(server, '5'),
    "a: !!js/function 'x'",
    '['.repeat(20_000),
    '\u0000',
  ];
  for (const text of texts) {
    const error: unknown = await parseKubeconfig(text, path).catch((caught: unknown) => caught);
    t.same(error, new NoAccess(problem));
    t.notOk(error instanceof Error && error.cause, 'the loader’s message goes no further');
  }
});
