import t from 'tap';
import type { RuleQuery } from '../../src/domain/probes.ts';
import { askBackend, parseRules } from '../../src/probes/iptables-backend.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const tool = { file: 'iptables', backend: 'nft', version: 'iptables v1.8.9 (nf_tables)' } as const;
const nat: RuleQuery = { family: 4, table: 'nat', chain: 'KUBE-SERVICES' };
const command = 'iptables -w 1 -t nat -S KUBE-SERVICES';
const recorded = '-N KUBE-SERVICES\n-A KUBE-SERVICES -d 10.254.0.1/32 -p tcp -j RETURN\n';

const ask = (table: Readonly<Record<string, FakeAnswer>>, query = nat) =>
  askBackend(fakeCommands(table).run, { tool, query });

t.test('a chain’s rules, without the comments', async (t) => {
  const warning = '# Warning: iptables-legacy tables present, use iptables-legacy to see them\n';
  t.same(await ask({ [command]: warning + recorded }), {
    backend: 'nft',
    rules: recorded.trim().split('\n'),
  });
});

t.test('one rule, or the whole table', async (t) => {
  t.same(await ask({ [`${command} 9`]: '' }, { ...nat, rule: 9 }), { backend: 'nft', rules: [] });
  const filter = { 'iptables -w 1 -t filter -S': '-P FORWARD DROP\n' };
  t.match(await ask(filter, { family: 4, table: 'filter' }), { rules: ['-P FORWARD DROP'] });
});

t.test('a tool that says nothing of a chain has not answered', async (t) => {
  await t.rejects(ask({ [command]: '' }), wrongFormat);
});

t.test('before 1.6 the option for the lock takes no number', async (t) => {
  const { run } = fakeCommands({ 'iptables -w -t nat -S KUBE-SERVICES': recorded });
  const old = { ...tool, backend: 'legacy', version: 'iptables v1.4.21' } as const;
  t.match(await askBackend(run, { tool: old, query: nat }), { backend: 'legacy' });
});

for (const stderr of [
  'iptables: No chain/target/match by that name.',
  "iptables v1.8.7 (legacy): can't initialize iptables table `nat': Table does not exist (do you need to insmod?)",
  'iptables: Bad rule (does a matching rule exist in that chain?).',
]) {
  t.test(`no such chain: ${stderr}`, async (t) => {
    t.equal(await ask({ [command]: { exitCode: 1, stderr } }), undefined);
  });
}

t.test('what 1.8.9 says of a missing chain is put to nft', async (t) => {
  const stderr =
    "iptables v1.8.9 (nf_tables): chain `KUBE-SERVICES' in table `nat' is incompatible, use 'nft' tool.\n";
  const failing = { [command]: { exitCode: 1, stderr } };
  const error = { reason: 'ToolFailed', message: /is incompatible/ };
  const none = { exitCode: 1, stderr: 'Error: No such file or directory\n' };
  const nft = 'nft -t list chain ip nat KUBE-SERVICES';
  t.equal(await ask({ ...failing, [nft]: none }), undefined);
  await t.rejects(ask({ ...failing, [nft]: 'table ip nat {\nchain KUBE-SERVICES {\n}\n}' }), error);
  await t.rejects(ask(failing), error);

  const six = { 'iptables -w 1 -t nat -S X': { exitCode: 1, stderr } };
  const query: RuleQuery = { family: 6, table: 'nat', chain: 'X' };
  t.equal(await ask({ ...six, 'nft -t list chain ip6 nat X': none }, query), undefined);
});

t.test('a whole table that iptables cannot read is no absence', async (t) => {
  const stderr = "iptables v1.8.9 (nf_tables): table `filter' is incompatible, use 'nft' tool.\n";
  const table = { 'iptables -w 1 -t filter -S': { exitCode: 1, stderr } };
  await t.rejects(ask(table, { family: 4, table: 'filter' }), { message: /is incompatible/ });
});

const failures = [
  [
    'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)',
    'NotPermitted',
  ],
  ["Fatal: can't open lock file /run/xtables.lock: Permission denied", 'NotPermitted'],
  ['Another app is currently holding the xtables lock. Stopped waiting after 1s.', 'ToolFailed'],
] as const;
for (const [stderr, reason] of failures) {
  t.test(`${reason}: ${stderr}`, async (t) => {
    const message = `${command}: ${stderr}`;
    await t.rejects(ask({ [command]: { exitCode: 4, stderr } }), { reason, message });
  });
}

t.test('only rules and comments are rules', async (t) => {
  t.same(parseRules(''), []);
  const { 'nothing at all': _, ...rest } = garbage;
  for (const text of Object.values(rest)) t.throws(() => parseRules(text), wrongFormat);
});
