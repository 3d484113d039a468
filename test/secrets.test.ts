// Nothing that the program writes may hold what lets somebody else in. A new way of writing is a
// new line in `surfaces`.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { heatReporter } from '../src/cli/heat.ts';
import { run } from '../src/cli/run.ts';
import { createCommandRunner } from '../src/clients/command.ts';
import { createStateStore } from '../src/clients/state-store.ts';
import { heatSettings } from '../src/config/heat-settings.ts';
import { capture } from './support/capture.ts';
import { configOf } from './support/config.ts';
import { answering, type FakeHeat, fakeHeat, type HandleKind } from './support/fake-heat.ts';
import { curlOf, endpointOf, fernetToken, signedUrl } from './support/heat-handles.ts';
import { standing } from './support/kubernetes-reporting.ts';
import { closedPort } from './support/local-server.ts';
import { oneRootCause } from './support/sample-report.ts';
import { proxyServer } from './support/web-servers.ts';

const token = fernetToken(Date.now());
const proxyUser = 'operator:planted-proxy';

/** Pieces, so that a secret that is cut somewhere is found as well. */
const secrets = [
  token.slice(0, 24),
  token.slice(-24),
  'planted',
  Buffer.from(proxyUser).toString('base64'),
];

const holdsSecret = (text: string): boolean => secrets.some((secret) => text.includes(secret));

/** What Magnum, cloud-init and an operator have left on a node. */
const nodeFiles = ({ url }: Pick<FakeHeat, 'url'>) => ({
  etc: {
    sysconfig: {
      'heat-params': `CLUSTER_UUID="c"
NETWORK_DRIVER="flannel"
WAIT_CURL="${curlOf(url, token)}"
WAIT_HANDLE="${signedUrl('http://127.0.0.1:8000', 0)}"
WAIT_HANDLE_TOKEN="${token}"
TRUSTEE_PASSWORD="planted"
AUTH_URL="http://admin:planted@127.0.0.1:5000/v3"
HTTP_PROXY="http://${proxyUser}@127.0.0.1:3128"
CA_KEY="-----BEGIN PRIVATE KEY-----planted"
`,
    },
  },
  'heat-token': `${token}\n`,
  out: {},
  run: {
    'cloud-init': {
      'status.json': `{"v1": {"modules-final": {"errors": ["X-Auth-Token: ${token} was refused"]}}}`,
    },
  },
  var: {
    log: {
      'cloud-init-output.log': `+ curl -i -X POST -H 'X-Auth-Token: ${token}' ${url}\n+ password=planted\n`,
    },
  },
});

/** Runs a command of the program on such a node; `$root` stands for the node's root. */
async function runOn(t: Test, ...given: readonly string[]): Promise<string> {
  const heat = await fakeHeat(t);
  const root = t.testdir(nodeFiles(heat));
  const fixed = ['--host-root', root, '--state-dir', `${root}/state`, '--log-level', 'debug'];
  const argv = [...given.map((each) => each.replace('$root', root)), ...fixed];
  const { written, ...terminal } = capture();
  await run({ ...terminal, argv, environment: {}, signal: new AbortController().signal });
  return `${written.stdout}${written.stderr}${stateIn(root)}`;
}

function stateIn(root: string): string {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /^state\/.+/.test(name))
    .map((name) => `${name} ${readFileSync(`${root}/${name}`, 'utf8')}`)
    .join('\n');
}

async function bundled(t: Test): Promise<string> {
  const said = await runOn(t, 'bundle', '$root/out/bundle.tar.gz', '--checks', 'boot-scripts');
  const [archive = ''] = /^\/\S+\.tar\.gz$/m.exec(said) ?? [];
  return `${said}${execFileSync('tar', ['-xzOf', archive], { encoding: 'utf8' })}`;
}

const broken = [0, 5_000, 10_000].map((ms) =>
  standing({ report: { ...oneRootCause, startedAt: new Date(ms) }, conditions: [] }),
);

/** The log at every level and the state of a process that tells Heat what it has to be told. */
async function toldTo(
  t: Test,
  kind: HandleKind,
  meet: (heat: FakeHeat) => unknown,
  flags: Readonly<Record<string, string>> = {},
): Promise<string> {
  const heat = await fakeHeat(t, { kind });
  meet(heat);
  const root = t.testdir({ 'heat-token': heat.token, 'heat-url': heat.url });
  const { written, stderr } = capture();
  const logger = pino({ level: 'trace' }, stderr);
  const config = configOf({
    'host-root': root,
    'heat.required': 'pod-bridge',
    'heat.deadline': '1ms',
    ...(kind === 'token'
      ? { 'heat.endpoint': heat.url, 'heat.token-file': '/heat-token' }
      : { 'heat.signed-url-file': '/heat-url' }),
    ...flags,
  });
  const reporter = heatReporter(config, {
    commands: createCommandRunner({ logger, path: '' }),
    store: createStateStore({ directory: `${root}/state`, logger }),
    docs: new Map(),
    logger,
  });
  // The deadline is to be over.
  await delay(2);
  for (const each of broken) {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), 200);
    reporter.report(each);
    await reporter.flush(over.signal);
    clearTimeout(timer);
  }
  logger.info({ progress: reporter.progress(), heat: config.heat }, 'everything at once');
  return `${written.stderr}${stateIn(root)}`;
}

const echo = (heat: FakeHeat): void =>
  heat.behave((response) =>
    response.writeHead(400, { 'x-auth-token': token, location: heat.url }).end(heat.url + token),
  );

const surfaces: Readonly<Record<string, (t: Test) => Promise<string>>> = {
  '--print-config': (t) => runOn(t, '--print-config', '--heat-token-file', '$root/heat-token'),
  'the report for a person': (t) =>
    runOn(t, '--once', '--output', 'text', '--checks', '*-http,boot-*'),
  'the report for programs': (t) =>
    runOn(t, '--once', '--output', 'json', '--checks', '*-http,boot-*'),
  'the support bundle': bundled,
  'a mistake on the command line': (t) =>
    runOn(t, '--once', '--heat-token', token, `--heat=${token}`),
  'a mistake in the options': (t) =>
    runOn(t, '--print-config', '--report', 'heat', '--heat-endpoint', 'http://u:planted@h/signal'),
  'Heat that takes a token': (t) => toldTo(t, 'token', () => {}),
  'Heat that takes a signed URL': (t) => toldTo(t, 'aws', () => {}),
  'Heat that wants the other form': (t) => toldTo(t, 'cfn', () => {}),
  'Heat that refuses a token': (t) => toldTo(t, 'token', (heat) => heat.expire()),
  'Heat that refuses a signed URL': (t) => toldTo(t, 'aws', (heat) => heat.expire()),
  'Heat that shows what it was sent': (t) => toldTo(t, 'aws', echo),
  'Heat that redirects': (t) =>
    toldTo(t, 'token', (heat) => heat.behave(answering(302, { location: heat.url }))),
  'Heat that breaks off': (t) =>
    toldTo(t, 'aws', (heat) => heat.behave(({ req }) => req.socket.destroy())),
  'Heat that is not there': async (t) =>
    toldTo(t, 'token', () => {}, {
      'heat.endpoint': endpointOf(`http://127.0.0.1:${await closedPort()}`),
    }),
  'a proxy that is not there': async (t) =>
    toldTo(t, 'token', () => {}, {
      'heat.endpoint': endpointOf('http://heat.example'),
      'http-proxy': `http://${proxyUser}@127.0.0.1:${await closedPort()}`,
    }),
  'a proxy that refuses': async (t) =>
    toldTo(t, 'token', () => {}, {
      'heat.endpoint': endpointOf('https://heat.example'),
      'https-proxy': `http://${proxyUser}@127.0.0.1:${(await proxyServer(t)).port}`,
    }),
  'a handle that cannot be used': async () => {
    const params = [
      `curl -H 'X-Auth-Token: ${token}' -u planted --${token} http://h/signal`,
      `curl -X POST -H 'X-Auth-Token: ${token} planted' http://h/signal`,
      `curl -X POST -H 'X-Auth-Token: ${token}' http://u:planted@h/signal`,
      `planted ${token}`,
    ].map((curl) => new Map([['WAIT_CURL', curl]]));
    return JSON.stringify(
      params.map((each) => heatSettings(({ default: value }) => value, each, {})),
    );
  },
};

for (const [name, write] of Object.entries(surfaces))
  t.test(`${name} shows no secret`, async (t) => {
    const text = await write(t);
    t.notOk(holdsSecret(text), text.split('\n').find(holdsSecret) ?? 'nothing');
    t.match(text, /\w{3}/, 'and something else');
  });

t.test('a secret would be found', async (t) => {
  for (const text of [curlOf('http://h/signal', token), signedUrl('http://h', 0)])
    t.ok(holdsSecret(text));
});
