import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { checks } from '../../src/checks/registry.ts';
import { optionsFor } from '../../src/config/options.ts';
import { conditionTypes } from '../../src/domain/conditions.ts';
import type { ReasonDoc } from '../../src/domain/reason.ts';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';
import { metrics } from '../../src/reporters/http/metrics.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const pages = { consumers: read('docs/consumers.md'), operations: read('docs/operations.md') };
const both = Object.values(pages).join('\n');

const source = globSync('src/**/*.ts', { cwd: root })
  .map((path) => read(path))
  .join('\n');

const found = (pattern: RegExp, text = both): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([all, first]) => first ?? all)),
];

/** Those that are not known. */
const strangers = (names: readonly string[], known: Iterable<string>): readonly string[] => {
  const all = new Set(known);
  return names.filter((name) => !all.has(name));
};

const alerts = found(
  /alert: (\w+)/g,
  read('packaging/kubernetes/components/prometheus/rules.yaml'),
);
const reasons = [...checks.map((check) => check.reasons), sharedReasons].flatMap(Object.keys);
const types = conditionTypes;

t.test('each reason, condition and alert that is named exists', async (t) => {
  const foreign = [
    ...['ClusterRole', 'DaemonSet', 'NodeHealthCheck', 'NodeRestriction', 'NotReady'],
    ...['PodMonitor', 'PrometheusRule', 'ServiceAccount', 'NodeCondition'],
    ...['MemoryMax', 'TasksMax'],
  ];
  const known = [...reasons, ...types, ...alerts, 'NodeNeedsRepair', ...foreign];
  t.same(strangers(found(/\b(?:[A-Z][a-z]+){2,}\b/g), known), []);
  t.same(strangers(alerts, found(/^\| (\w+) \|/gm, pages.consumers)), [], 'no alert is left out');
});

t.test('each metric that is named exists', async (t) => {
  t.same(
    strangers(
      found(/\bnode_check_\w+/g),
      metrics.map(({ name }) => name),
    ),
    [],
  );
});

t.test('each option that is named exists', async (t) => {
  const keys = optionsFor(checks).map(({ key }) => key);
  const foreign = [
    ...['admission', 'peers', 'prometheus', 'runtime-sockets', 'node'],
    ...['hostNetwork', 'hostPID', 'newTag', 'conditions.json', 'peers.json', 'reports.json'],
    ...['heat-signals.json', 'node-check.service', '50-node-check.preset', 'error-values'],
    ...['node-check.sbom.json', 'ok-values', 'kubernetes', 'heat'],
    'node-check-0.1.0-linux-amd64.tar.gz',
  ];
  const named = found(
    /`([a-z0-9][A-Za-z0-9.-]*)(?:: [^`]*)?`/g,
    both.replaceAll(/```.*?```/gs, ''),
  );
  t.same(strangers(named, [...keys, ...foreign]), []);
  t.same(strangers(foreign, named), [], 'none that is not named any more');
});

t.test('each flag, command and script that is named exists', async (t) => {
  const { stdout: help } = spawnSync(process.execPath, ['src/main.ts', '--help'], {
    cwd: root,
    encoding: 'utf8',
  });
  const calls = found(/(?<![-/\w]|--unit )(?:\.\/)?node-check((?: --?[a-z-]+| bundle| explain)+)/g);
  const words = calls.flatMap((call) => call.trim().split(' '));
  t.same(strangers(words, help.split(/[\s,|[\]]+/)), []);
  t.ok(words.includes('--remove-conditions'));
  t.same(strangers(found(/npm run ([\w:]+)/g), Object.keys(manifest.scripts)), []);
});

t.test('each file and section that is named exists', async (t) => {
  const paths = found(/(?<=[\s(`]|node-check\/)(?:packaging|systemd|src|test)\/[\w./-]*\w/g);
  const links = found(/\]\(([^)#]+)/g).map((path) => `docs/${path}`);
  t.same(
    [...paths, ...links].filter((path) => !existsSync(new URL(path, root))),
    [],
  );
  const anchors = found(/\]\((?:consumers\.md)?#([a-z-]+)/g);
  const headings = found(/^##+ (.*)$/gm, pages.consumers).map((heading) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
  t.same(strangers(anchors, headings), []);
});

t.test('each line of the log and each path of HTTP that is explained is in the code', async (t) => {
  const [, log = ''] = pages.operations.split('| log |');
  const told = [...found(/^\| `([^`]+)`/gm, log), ...found(/^\| `(\/[a-z]*)` \|/gm)];
  t.ok(told.length > 10);
  t.same(
    told.filter((text) => !source.includes(`'${text}'`)),
    [],
  );
});

t.test('the commands are sound shell', async (t) => {
  const blocks = found(/^```sh\n(.*?)^```$/gms);
  t.ok(blocks.length > 10);
  for (const block of blocks) {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: block, encoding: 'utf8' });
    t.equal(status, 0, stderr);
  }
});

t.test('the versions and the limits are those of this tree', async (t) => {
  t.same(found(/\d+\.\d+\.\d+(?=[-_]1?(?:amd64|linux|\.x86)|$)/gm, pages.operations), [
    manifest.version,
  ]);
  const limits = [...found(/\b(?:MemoryMax|TasksMax)=\w+/g), '96Mi'];
  const where =
    read('systemd/node-check.service') + read('packaging/kubernetes/base/daemonset.yaml');
  t.same(
    limits.filter((limit) => !where.includes(limit)),
    [],
  );
});

const scopes = ['node', 'cluster', 'external'] as const;

const documented = checks.flatMap(({ condition, reasons }) =>
  Object.entries<ReasonDoc>(reasons).map(([name, doc]) => ({ name, condition, ...doc })),
);

const scopesOf = (docs: readonly ReasonDoc[]): readonly string[] =>
  scopes.filter((scope) => docs.some((doc) => doc.scope === scope));

/** Also of what may have brought its reasons about. */
function scopesBehind(type: string): readonly string[] {
  const behind = new Set(documented.filter(({ condition }) => condition === type));
  // A set visits what is added to it meanwhile.
  for (const { name } of behind)
    for (const doc of documented) if (doc.causes.includes(name)) behind.add(doc);
  return scopesOf([...behind]);
}

t.test('machines are told to act only on faults of the scope node', async (t) => {
  for (const type of types) {
    const own = scopesOf(documented.filter(({ condition }) => condition === type));
    t.match(pages.consumers, `| \`${type}\` | ${own.join(', ') || 'not written yet'} |`);
  }
  const repaired = found(/^ {2}- (\w+Problem)=True/gm, pages.consumers);
  for (const type of repaired) t.same(scopesBehind(type), ['node'], type);
  t.same(scopesBehind('NodeServiceProblem'), ['node', 'external']);
  const blocks = found(/^```yaml\n(.*?)^```$/gms, pages.consumers).map((block) => parse(block));
  t.match(blocks[0], { healthcheck: { worker: [{}, { params: { types: repaired } }] } });
});

t.test('all types of conditions are taken from a Node', async (t) => {
  t.same(found(/"type": "(\w+)", "\$patch": "delete"/g, pages.operations), types);
});
