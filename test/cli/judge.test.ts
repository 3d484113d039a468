import { hostname } from 'node:os';
import t from 'tap';
import { checks } from '../../src/checks/registry.ts';
import { compose } from '../../src/cli/compose.ts';
import { judge, runChecks, withProbes } from '../../src/cli/judge.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { probesWith } from '../support/configured-check.ts';
import { processTable } from '../support/facts.ts';

const stderr = { write: () => {} };

function judgingOf(flags: Readonly<Record<string, string>>) {
  const heatParams = { path: '', params: new Map<string, string>() };
  const file = { path: '', entries: new Map(), mistakes: [] };
  const given = new Map(Object.entries({ checks: 'node-dns', ...flags }));
  const parsed = parseConfig({ flags: given, environment: {}, file, heatParams }, checks);
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  const { config } = parsed;
  const { signal } = new AbortController();
  return { config, parts: compose(config, { stderr, path: '' }), signal };
}

t.test('a round is judged under the name that was given, else the host’s', async (t) => {
  const probes = probesWith({ processes: async () => processTable() });
  t.match(await judge(probes, judgingOf({ 'node-name': 'n1' })), {
    node: 'n1',
    status: 'unknown',
    results: [{ name: 'node-dns' }],
  });
  const root = { 'host-root': t.testdir({}) };
  t.match(await judge(probes, judgingOf(root)), { node: hostname().toLowerCase() });
});

t.test('some of the checks can be run alone, over probes of their own', async (t) => {
  const judging = judgingOf({ 'host-root': t.testdir({}), checks: '*' });
  const some = judging.parts.checks.filter(({ name }) => name === 'flannel-daemon');
  const { results } = await runChecks(some, judging);
  t.strictSame(
    results.map(({ name }) => name),
    ['flannel-daemon'],
  );
});

t.test('what is still being asked ends with whoever asked', async (t) => {
  const judging = judgingOf({ 'host-root': t.testdir({}) });
  let probes: Parameters<Parameters<typeof withProbes>[1]>[0] | undefined;
  const answer = await withProbes(judging, async (lent) => {
    probes = lent;
    return lent.directory('/etc');
  });
  t.same(answer, []);
  await t.rejects(async () => probes?.tcp('127.0.0.1', 1), { message: /round ended/ });
});
