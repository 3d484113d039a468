import t from 'tap';
import { type LoadOptions, loadConfig } from '../../src/config/load.ts';
import { printConfig } from '../../src/config/print-config.ts';
import type { FileAnswer } from '../../src/domain/probes.ts';
import { configPath, heatParamsPath, sampleChecks } from './sample-sources.ts';

/** A file's text, or what keeps it from being read. */
type Content = string | ((path: string) => FileAnswer);

const readFrom =
  (files: Readonly<Record<string, Content>>): LoadOptions['readFile'] =>
  async (path) => {
    const content = files[path];
    if (content === undefined) return { kind: 'absent', path };
    return typeof content === 'string'
      ? { kind: 'text', path, text: content, modifiedAt: 0 }
      : content(path);
  };

const load = (files: Readonly<Record<string, Content>>, options: Partial<LoadOptions> = {}) =>
  loadConfig({
    checks: sampleChecks,
    flags: new Map(),
    environment: {},
    readFile: readFrom(files),
    ...options,
  });

t.test('no file at all is fine', async (t) => {
  t.match(await load({}), { config: { timeoutMs: 10_000 }, warnings: [] });
});

t.test('both files are read, and the operator goes before Magnum', async (t) => {
  const loaded = await load({
    [configPath]: 'flannel:\n  backend: vxlan\n',
    [heatParamsPath]: 'FLANNEL_BACKEND="udp"\nFLANNEL_NETWORK_CIDR="10.100.0.0/16"\n',
  });
  t.match(loaded, {
    config: { node: { flannelBackend: 'vxlan', flannelNetwork: '10.100.0.0/16' } },
    warnings: [],
  });
});

t.test('a named file replaces the default one', async (t) => {
  const files = { [configPath]: 'timeout: nonsense', '/own.yaml': 'timeout: 5s' };
  t.match(await load(files, { configFile: '/own.yaml' }), { config: { timeoutMs: 5_000 } });
});

const unreadable: readonly (readonly [string, Content, string])[] = [
  ['is not permitted', (path) => ({ kind: 'notPermitted', path }), 'permission denied'],
  [
    'is a directory',
    (path) => ({ kind: 'invalid', path, problem: 'is a directory' }),
    'is a directory',
  ],
];

for (const [what, answer, problem] of unreadable) {
  t.test(`a configuration file that ${what} is a mistake`, async (t) => {
    t.same(await load({ [configPath]: answer }), { mistakes: [{ where: configPath, problem }] });
  });

  t.test(`a heat-params that ${what} is a warning`, async (t) => {
    t.match(await load({ [heatParamsPath]: answer }), {
      config: { node: { magnum: false } },
      warnings: [`${heatParamsPath}: ${problem}; not used`],
    });
  });
}

t.test('a named file that is not there is a mistake', async (t) => {
  t.same(await load({}, { configFile: '/own.yaml' }), {
    mistakes: [{ where: '/own.yaml', problem: 'no such file' }],
  });
});

t.test('a heat-params full of garbage is a warning', async (t) => {
  const garbage = 'INSTANCE_NAME="n"\n\u0001\u0002\nfoo bar\nWAIT_CURL="planted\nBAY_UUID=b\n';
  t.match(await load({ [heatParamsPath]: garbage }), {
    config: { instanceName: 'n', node: { magnum: true } },
    warnings: [
      `${heatParamsPath}: lines that are not KEY=value: 2`,
      `${heatParamsPath}: line 4: expected a closing quote; not used`,
    ],
  });
});

t.test("in a container heat-params is the host's, wherever host-root is set", async (t) => {
  const files = {
    '/host/etc/sysconfig/heat-params': 'INSTANCE_NAME=n',
    '/c.yaml': 'host-root: /host',
  };
  for (const options of [
    { configFile: '/c.yaml' },
    { flags: new Map([['host-root', '/host']]) },
    { environment: { NODE_CHECK_HOST_ROOT: '/host' } },
  ])
    t.match(await load(files, options), { config: { instanceName: 'n', hostRoot: '/host' } });
});

const secrets = [
  'TRUSTEE_PASSWORD="planted"',
  `WAIT_CURL="curl -H 'X-Auth-Token: planted' http://heat/signal"`,
  'WAIT_HANDLE_TOKEN=planted',
  'CA_KEY="-----BEGIN\nplanted\n-----END"',
  'PASSWORD="planted\\"planted"',
  'planted planted',
  'HTTP_PROXY="http://user:planted@proxy:3128"',
].join('\n');

t.test('no secret reaches a mistake, a warning or what is printed', async (t) => {
  const credentials = 'http://user:planted@proxy:3128';
  const environment = { HTTPS_PROXY: credentials, NODE_CHECK_TIMEOUT: 'planted' };
  const config = `https-proxy: ${credentials}\nplanted-x: [planted`;
  for (const loaded of [
    await load({ [heatParamsPath]: secrets }),
    await load({ [heatParamsPath]: `${secrets}\nFLANNEL_NETWORK_CIDR=planted\nCA_KEY="planted` }),
    await load({ [heatParamsPath]: secrets }, { environment: { HTTPS_PROXY: credentials } }),
    await load({
      [configPath]: `https-proxy: ${credentials}\nexternal-ping.targets: [${credentials}]`,
    }),
    await load({ [configPath]: secrets, [heatParamsPath]: secrets }, { environment }),
    await load({ [configPath]: config }, { environment }),
    await load({ [configPath]: `timeout: ${credentials}\nchecks: [${credentials}]` }),
    await load({ [configPath]: `https-proxy: [${credentials}]` }),
  ]) {
    const shown =
      'config' in loaded
        ? printConfig(loaded.config.origins) + loaded.warnings
        : JSON.stringify(loaded);
    t.notMatch(shown, /planted/);
    t.ok(shown.length > 0);
  }
});
