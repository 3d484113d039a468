import t from 'tap';
import { NoAccess } from '../../../src/clients/kubernetes/access.ts';
import { askPlugin, type RunPlugin } from '../../../src/clients/kubernetes/exec-plugin.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';

const exec = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'aws',
  args: ['eks', 'get-token', 5],
  env: [{ name: 'AWS_PROFILE', value: 'node' }, { name: 'lonely' }, 'odd'],
};

const folder = '/etc/node-check';

const printing =
  (printed: unknown, exitCode = 0): RunPlugin =>
  async () => ({
    exitCode,
    stdout: typeof printed === 'string' ? printed : JSON.stringify(printed),
    stderr: 'token: secret',
  });

const credential = (status: object) => ({ kind: 'ExecCredential', status });

t.test('the program runs as the kubeconfig says, and is told that nobody types', async (t) => {
  let asked: unknown[] = [];
  const run: RunPlugin = async (...args) => {
    asked = args;
    return printing(credential({ token: 't' }))(...args);
  };
  await askPlugin(exec, { run, folder });
  const [file, args, env] = asked as Parameters<RunPlugin>;
  t.same([file, args], ['aws', ['eks', 'get-token']]);
  const { KUBERNETES_EXEC_INFO: info = '', ...others } = env;
  t.same(others, { AWS_PROFILE: 'node' });
  t.same(JSON.parse(info), {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false },
  });
  await askPlugin({ command: './bin/login' }, { run, folder });
  t.equal(asked[0], '/etc/node-check/bin/login');
});

t.test('it gives a token, a certificate or both, for a while or for good', async (t) => {
  const expirationTimestamp = '2026-11-21T08:15:00Z';
  const expiring = credential({ token: 't', expirationTimestamp });
  const token = await askPlugin(exec, { run: printing(expiring), folder });
  t.match(token, {
    headers: { authorization: 'Bearer t' },
    cert: undefined,
    expiresAt: Date.parse(expirationTimestamp),
  });
  const status = { clientCertificateData: 'cert', clientKeyData: 'key' };
  t.same(await askPlugin(exec, { run: printing(credential(status)), folder }), {
    headers: {},
    cert: 'cert',
    key: 'key',
    expiresAt: undefined,
  });
});

t.test('a program that gives nothing is named, and nothing that it printed', async (t) => {
  const missing = new ProbeError('ToolMissing', 'aws is not installed');
  const hung = new ProbeError('ToolFailed', 'aws --key secret did not finish within 10000 ms');
  const cases: readonly (readonly [RunPlugin, string])[] = [
    [printing('secret', 1), 'the program aws that logs in ended with exit code 1'],
    [printing('secret'), 'what the program aws printed is no credential'],
    [printing({ status: {} }), 'what the program aws printed is no credential'],
    [printing(credential({ token: 'a\nb' })), 'what the program aws printed holds no token'],
    [() => Promise.reject(missing), 'the program aws that logs in is missing'],
    [() => Promise.reject(hung), 'the program aws that logs in failed'],
    [() => Promise.reject(new Error('secret')), 'the program aws that logs in failed'],
  ];
  for (const [run, message] of cases)
    await t.rejects(askPlugin(exec, { run, folder }), new NoAccess(message));
  await t.rejects(
    askPlugin({}, { run: printing('', 127), folder }),
    new NoAccess('the program  that logs in ended with exit code 127'),
  );
});
