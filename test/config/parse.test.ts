import t from 'tap';
import { parseConfig } from '../../src/config/parse.ts';
import { configPath, heatParamsPath, sampleChecks, sourcesOf } from './sample-sources.ts';

const parse = (given: Parameters<typeof sourcesOf>[0]) =>
  parseConfig(sourcesOf(given), sampleChecks);

t.test("a Magnum node is configured by Magnum's own words", async (t) => {
  const params = {
    INSTANCE_NAME: 'node-0',
    CLUSTER_UUID: 'c',
    NETWORK_DRIVER: 'flannel',
    FLANNEL_NETWORK_CIDR: 'wide',
  };
  t.match(parse({ params }), {
    config: {
      nodeName: '',
      instanceName: 'node-0',
      node: { magnum: true, flannel: 'expected', external: 'expected', flannelNetwork: '' },
      checks: { 'kube-proxy': { port: '' } },
    },
    warnings: [
      `${heatParamsPath}: flannel.network: expected a network such as 10.100.0.0/16; not used`,
    ],
  });
  t.match(parse({}), {
    config: { instanceName: '', node: { magnum: false } },
    warnings: [],
  });
});

t.test('every option has its origin, in the order of the options', async (t) => {
  const parsed = parse({
    flags: { timeout: '90s' },
    environment: { NODE_CHECK_EXTERNAL_PING_TARGETS: 'http://u:planted@a,b' },
    params: { HTTP_PROXY: 'u:planted@proxy:3128' },
  });
  const origins = 'config' in parsed ? parsed.config.origins : [];
  t.equal(origins[0]?.key, 'node-name');
  t.match(
    origins.find(({ key }) => key === 'timeout'),
    { value: '90s', origin: '--timeout' },
  );
  t.match(
    origins.find(({ key }) => key === 'http-proxy'),
    {
      value: '***@proxy:3128',
      origin: heatParamsPath,
    },
  );
  t.match(
    origins.find(({ key }) => key === 'external-ping.targets'),
    {
      value: ['http://***@a', 'b'],
      origin: 'NODE_CHECK_EXTERNAL_PING_TARGETS',
    },
  );
});

t.test('all mistakes of all sources are told at once', async (t) => {
  const sources = sourcesOf({
    flags: { timeout: '1' },
    environment: { NODE_CHECK_TIMOUT: '5s', NODE_CHECK_OUTPUT: 'xml' },
    entries: { flanel: 'x', 'external-ping.targets': [''], checks: ['*', 'fl*'] },
  });
  const twice = { where: `${configPath}: timeout`, problem: 'given twice' };
  const file = { ...sources.file, mistakes: [twice] };
  t.same(parseConfig({ ...sources, file }, sampleChecks), {
    mistakes: [
      { where: 'NODE_CHECK_TIMOUT', problem: 'unknown variable; did you mean NODE_CHECK_TIMEOUT?' },
      twice,
      { where: `${configPath}: flanel`, problem: 'unknown key' },
      { where: '--timeout', problem: 'expected a duration from 1s to 5m, such as 10s' },
      { where: 'NODE_CHECK_OUTPUT', problem: 'expected one of auto, text, json' },
      {
        where: `${configPath}: external-ping.targets[0]`,
        problem: 'expected a text of one line that is not empty',
      },
      {
        where: `${configPath}: checks[1]`,
        problem: 'names no check; the checks are external-ping, kube-proxy',
      },
    ],
  });
});

t.test('a pattern that could be no name is a mistake', async (t) => {
  const problem = 'names no check; the checks are external-ping, kube-proxy';
  for (const checks of ['{kube-proxy}', '}'.repeat(30_000)])
    t.same(parse({ flags: { checks } }), { mistakes: [{ where: '--checks[0]', problem }] });
});

t.test('no check at all is a mistake', async (t) => {
  t.same(parse({ flags: { checks: '' } }), {
    mistakes: [
      { where: '--checks', problem: 'names no check; the checks are external-ping, kube-proxy' },
    ],
  });
});

t.test('what is wrong with the options for Heat matters where Heat is told', async (t) => {
  const entries = { 'heat.token-file': '/token', 'heat.required': 'kube-proxy' };
  t.match(parse({ entries }), { config: { heat: { tokenFile: '/token' } } });
  t.same(parse({ entries, flags: { report: 'heat' } }), {
    mistakes: [{ where: 'heat.endpoint', problem: 'goes with heat.token-file' }],
  });
});
