import t from 'tap';
import { type AccessOptions, createAccess } from '../../src/clients/kubernetes-access.ts';
import {
  accessOptions,
  magnumKubeconfig,
  magnumNode,
  serviceAccount,
  serviceAccountFolder,
} from '../support/api-server.ts';
import { textFile } from '../support/facts.ts';

const kubelets = 'https://10.0.0.5:6443';
const service = 'https://10.254.0.1:443';
const environment = { KUBERNETES_SERVICE_HOST: '10.254.0.1', KUBERNETES_SERVICE_PORT: '443' };
const ownPath = '/etc/node-check/kubeconfig';

const ofUser = (user: object): string =>
  JSON.stringify({
    'current-context': 'c',
    clusters: [{ name: 'a', cluster: { server: 'https://own.example' } }],
    contexts: [{ name: 'c', context: { cluster: 'a', user: 'u' } }],
    users: [{ name: 'u', user }],
  });
const own = { [ownPath]: ofUser({ token: 'own' }) };

const find = (given: Partial<AccessOptions>, files: Parameters<typeof accessOptions>[0]) =>
  createAccess({ ...accessOptions(files), environment, ...given }).find();

t.test('the operator’s word counts, then the pod’s account, then the kubelet’s', async (t) => {
  const everywhere = { own: { ...own, ...serviceAccount() }, host: magnumNode(kubelets) };
  t.match(await find({ kubeconfig: ownPath }, everywhere), {
    kind: 'access',
    access: { server: 'https://own.example', headers: { authorization: 'Bearer own' } },
  });
  t.match(await find({}, everywhere), {
    kind: 'access',
    access: {
      server: kubelets,
      otherServer: service,
      headers: { authorization: 'Bearer tok-1' },
      nodeName: 'x',
    },
  });
  t.match(await find({}, { host: magnumNode(kubelets) }), {
    kind: 'access',
    access: { server: kubelets, headers: {}, cert: /BEGIN CERTIFICATE/, nodeName: 'x' },
  });
});

t.test('a pod that cannot see its host’s files uses the service address', async (t) => {
  const found = await find({}, { own: serviceAccount() });
  t.match(found, { access: { server: service } });
  t.notMatch(found, { access: { otherServer: String } });
  t.notMatch(found, { access: { nodeName: String } });
});

t.test('a kubelet’s address that is none is passed over', async (t) => {
  const found = await find({}, { own: serviceAccount(), host: magnumNode('https://') });
  t.match(found, { access: { server: service } });
});

t.test('a kubelet’s certificate that a pod may not read hides its name only', async (t) => {
  const { '/etc/kubernetes/certs/kubelet.crt': _, ...host } = magnumNode(kubelets);
  const found = await find({}, { own: serviceAccount(), host });
  t.match(found, { access: { server: kubelets } });
  t.notMatch(found, { access: { nodeName: String } });
});

t.test('the option names the server, whoever gives the credentials', async (t) => {
  const server = 'https://api.example:6443/';
  const sources = [
    [{ kubeconfig: ownPath }, { own }],
    [{ environment: {} }, { own: serviceAccount() }],
    [{}, { own: serviceAccount(), host: magnumNode(kubelets) }],
    [{}, { host: magnumNode(kubelets) }],
  ] as const;
  for (const [given, files] of sources) {
    const found = await find({ ...given, server }, files);
    t.match(found, { access: { server: 'https://api.example:6443' } });
    t.notMatch(found, { access: { otherServer: String } });
  }
  t.same(await find({ server: 'api.example' }, { own: serviceAccount() }), {
    kind: 'none',
    detail: 'the option kubernetes.server is not an http or https URL',
  });
});

t.test('what is wrong with the operator’s kubeconfig is said, and no other is used', async (t) => {
  const host = magnumNode(kubelets);
  t.same(await find({ kubeconfig: ownPath }, { host }), {
    kind: 'none',
    detail: `${ownPath} does not exist`,
  });
});

t.test('a token that may not be read is no reason to use the kubelet’s', async (t) => {
  const path = `${serviceAccountFolder}/token`;
  const denied = { [path]: { kind: 'notPermitted', path } } as const;
  t.same(await find({}, { own: denied, host: magnumNode(kubelets) }), {
    kind: 'none',
    detail: `may not read ${path}`,
  });
});

t.test('where nothing is found, it is said what was looked for', async (t) => {
  t.match(await find({}, {}), {
    kind: 'none',
    detail:
      /^there are no credentials for the API server: no service account \(\/var\/run\/secrets\/\S+\/token\); and no kubeconfig of a kubelet \(\/etc\/kubernetes\/kubelet-config\.yaml, [^;]+\)$/,
  });
  const program = magnumKubeconfig(kubelets).replace('as-user-extra: {}', 'exec: {command: aws}');
  t.match(await find({}, { host: { '/var/lib/kubelet/kubeconfig': program } }), {
    detail: /; \/var\/lib\/kubelet\/kubeconfig logs in with a program, which is run for/,
  });
});

t.test('a mistake of ours is no reason to fail, nor to tell what was read', async (t) => {
  const readFile = () => Promise.reject(new Error('a secret'));
  t.same(await find({ readFile }, {}), { kind: 'none', detail: 'the credentials cannot be read' });
});

/** A kubeconfig whose program gives another token each time. */
function withProgram(expirationTimestamp?: string) {
  const options = accessOptions({ own: { [ownPath]: ofUser({ exec: { command: 'aws' } }) } });
  let runs = 0;
  const runPlugin: AccessOptions['runPlugin'] = async () => {
    runs += 1;
    const status = { token: `token-${runs}`, expirationTimestamp };
    return { exitCode: 0, stdout: JSON.stringify({ status }), stderr: '' };
  };
  const source = createAccess({ ...options, kubeconfig: ownPath, runPlugin });
  const authorization = async (afresh = false) => {
    const found = await source.find({ afresh });
    return found.kind === 'access' ? found.access.headers['authorization'] : found.detail;
  };
  return { clock: options.clock, authorization };
}

t.test('a program’s credential serves until it ends, or the server refuses it', async (t) => {
  const { clock, authorization } = withProgram('2026-11-21T08:02:00Z');
  t.equal(await authorization(), 'Bearer token-1');
  clock.ms = 119_999;
  t.equal(await authorization(), 'Bearer token-1');
  clock.ms = 180_000;
  t.equal(await authorization(), 'Bearer token-2');
  t.equal(await authorization(true), 'Bearer token-3');
  const lasting = withProgram();
  await lasting.authorization();
  lasting.clock.ms = 86_400_000;
  t.equal(await lasting.authorization(), 'Bearer token-1');
});

t.test('files are read again after a minute, or when asked afresh', async (t) => {
  let reads = 0;
  const options = accessOptions({ own });
  const readFile = async (path: string) => {
    reads += 1;
    return textFile(path, ofUser({ token: 'own' }));
  };
  const source = createAccess({ ...options, readFile, kubeconfig: ownPath });
  await Promise.all([source.find(), source.find()]);
  options.clock.ms = 59_999;
  await source.find();
  t.equal(reads, 1);
  options.clock.ms = 60_000;
  await source.find();
  t.equal(reads, 2);
  await source.find({ afresh: true });
  t.equal(reads, 3);
});
