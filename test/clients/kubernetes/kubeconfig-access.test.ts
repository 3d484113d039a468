import t from 'tap';
import { NoAccess } from '../../../src/clients/kubernetes/access.ts';
import type { Kubeconfig } from '../../../src/clients/kubernetes/kubeconfig.ts';
import {
  kubeconfigAccess,
  kubeletName,
} from '../../../src/clients/kubernetes/kubeconfig-access.ts';
import { kubernetesFixture } from '../../support/api-server.ts';
import { fakeFiles } from '../../support/fake-probes.ts';

const path = '/etc/kubernetes/kubelet.conf';
const pem = kubernetesFixture('kubelet.pem');
const inFile = { file: '/var/lib/kubelet/pki/kubelet-client-current.pem' };
const readFile = fakeFiles({
  [inFile.file]: pem,
  '/etc/kubernetes/pki/ca.crt': 'CA',
  '/etc/kubernetes/token': 'tok\n',
});
const source = { path, readFile };
const login = async () => ({
  headers: { authorization: 'Bearer of-a-program' },
  expiresAt: undefined,
});

const config = (overrides: Partial<Kubeconfig> = {}): Kubeconfig => ({
  server: 'https://10.0.0.5:6443',
  insecure: false,
  ca: {},
  cert: {},
  key: {},
  token: {},
  ...overrides,
});

t.test('a kubelet’s certificate and key come from one file, and name the node', async (t) => {
  t.same(
    await kubeconfigAccess(
      config({ cert: inFile, key: inFile, ca: { file: 'pki/ca.crt' } }),
      source,
    ),
    {
      server: 'https://10.0.0.5:6443',
      insecure: false,
      cert: pem,
      key: pem,
      headers: {},
      ca: 'CA',
      nodeName: 'x',
    },
  );
});

t.test('what stands in the kubeconfig counts before what it names', async (t) => {
  const data = (text: string) => ({
    data: Buffer.from(text).toString('base64'),
    file: '/no/such/file',
  });
  t.match(
    await kubeconfigAccess(
      config({ cert: data('CERT'), key: data('KEY'), ca: data('CA') }),
      source,
    ),
    { cert: 'CERT', key: 'KEY', ca: 'CA' },
  );
});

const secrets = (
  overrides: Partial<Kubeconfig>,
): Promise<{ readonly headers: Readonly<Record<string, string>> }> =>
  kubeconfigAccess(config(overrides), { ...source, login });

t.test('each way to say who we are becomes a header', async (t) => {
  const cases: readonly (readonly [Partial<Kubeconfig>, object])[] = [
    [{ token: { data: 't' } }, { authorization: 'Bearer t' }],
    [{ token: { data: 'old', file: 'token' } }, { authorization: 'Bearer tok' }],
    [{ username: 'a', password: 'b' }, { authorization: 'Basic YTpi' }],
    [{ username: 'a' }, { authorization: 'Basic YTo=' }],
    [{ exec: { command: 'aws' } }, { authorization: 'Bearer of-a-program' }],
    [
      { token: { data: 't' }, impersonated: 'somebody' },
      { authorization: 'Bearer t', 'impersonate-user': 'somebody' },
    ],
  ];
  for (const [overrides, headers] of cases) t.same((await secrets(overrides)).headers, headers);
});

t.test('how the server is reached is passed on', async (t) => {
  const token = { data: 't' };
  const proxy = 'http://user:secret@proxy:3128';
  t.match(await secrets({ token, insecure: true, serverName: 'kubernetes', proxy }), {
    insecure: true,
    serverName: 'kubernetes',
    proxy,
  });
});

t.test('without TLS nobody has to be anybody', async (t) => {
  const access = await kubeconfigAccess(config({ server: 'http://10.0.0.5:8080' }), source);
  t.match(access, { server: 'http://10.0.0.5:8080', headers: {} });
});

t.test('what gives no access says why, and nothing secret', async (t) => {
  const cases: readonly (readonly [Partial<Kubeconfig>, string])[] = [
    [{}, `${path} holds no credentials`],
    [{ cert: inFile }, `${path} holds no credentials`],
    [{ cert: { file: 'gone' }, key: inFile }, '/etc/kubernetes/gone does not exist'],
    [{ token: { data: 'a b' } }, `the token in ${path} holds no token`],
    [
      { token: { data: 't' }, server: 'tcp://x' },
      `the server in ${path} is not an http or https URL`,
    ],
    [{ authProvider: 'oidc' }, `${path} logs in with oidc, which is not supported`],
    [
      { exec: { command: 'aws' } },
      `${path} logs in with a program, which is run for the kubeconfig of the option only`,
    ],
    ...['ftp://secret@x', 'secret', 'http://a:%zz@proxy'].map(
      (proxy) =>
        [
          { token: { data: 't' }, proxy },
          `the proxy in ${path} is not an http, https or socks5 URL`,
        ] as const,
    ),
  ];
  for (const [overrides, message] of cases)
    await t.rejects(kubeconfigAccess(config(overrides), source), new NoAccess(message));
});

t.test('the kubelet’s name needs no key', async (t) => {
  t.equal(await kubeletName(config({ cert: inFile }), source), 'x');
  t.equal(await kubeletName(config({ cert: { file: 'gone' } }), source), undefined);
  t.equal(await kubeletName(config(), source), undefined);
});
