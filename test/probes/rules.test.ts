import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RuleQuery } from '../../src/domain/probes.ts';
import { createRules, legacyTablesAfter } from '../../src/probes/rules.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';

const forward: RuleQuery = { family: 4, table: 'filter', chain: 'FORWARD' };
const nftVersion = { 'iptables -V': 'iptables v1.8.9 (nf_tables)\n' };
const ask = '-w 1 -t filter -S FORWARD';
const drop = '-P FORWARD DROP\n';
const accept = '-P FORWARD ACCEPT\n';
const listOf = (backend: string, rule: string) => ({ backend, rules: [rule.trim()] });

/** What is found on a node whose legacy backend has these tables. */
async function find(
  t: Test,
  table: Readonly<Record<string, FakeAnswer>>,
  legacy: { names?: string; query?: RuleQuery } = {},
) {
  const { names, query = forward } = legacy;
  const file = query.family === 4 ? 'ip_tables_names' : 'ip6_tables_names';
  const folder = t.testdir(names === undefined ? {} : { [file]: names });
  const commands = fakeCommands(table);
  const answer = createRules(commands.run, folder)(query);
  return { lists: await answer, asked: commands.asked };
}

t.test('a node with nft rules only; the legacy backend is not even asked', async (t) => {
  const table = { ...nftVersion, [`iptables ${ask}`]: drop, [`iptables-legacy ${ask}`]: accept };
  for (const names of [undefined, '', 'nat\n']) {
    const { lists, asked } = await find(t, table, names === undefined ? {} : { names });
    t.same(lists, [listOf('nft', drop)]);
    t.equal(asked.length, 2);
  }
});

t.test('a node with rules in both backends', async (t) => {
  const table = { ...nftVersion, [`iptables ${ask}`]: drop, [`iptables-legacy ${ask}`]: accept };
  const { lists } = await find(t, table, { names: 'nat\nfilter\n' });
  t.same(lists, [listOf('nft', drop), listOf('legacy', accept)]);
});

t.test('a node whose iptables is the legacy one', async (t) => {
  for (const version of ['iptables v1.8.7 (legacy)\n', 'iptables v1.6.1\n']) {
    const table = { 'iptables -V': version, [`iptables ${ask}`]: drop };
    t.same((await find(t, table, { names: 'filter\n' })).lists, [listOf('legacy', drop)]);
    t.same((await find(t, table)).lists, []);
    const both = { ...table, [`iptables-nft ${ask}`]: accept };
    const { lists } = await find(t, both, { names: 'filter\n' });
    t.same(lists, [listOf('nft', accept), listOf('legacy', drop)]);
  }
});

t.test('IPv6 has its own tool and tables', async (t) => {
  const table = { 'ip6tables -V': 'ip6tables v1.8.9 (nf_tables)', [`ip6tables ${ask}`]: accept };
  const query: RuleQuery = { ...forward, family: 6 };
  t.same((await find(t, table, { query })).lists, [listOf('nft', accept)]);
});

t.test('a backend without the chain is left out, one that fails is not', async (t) => {
  const none = { exitCode: 1, stderr: 'iptables: No chain/target/match by that name.\n' };
  t.same((await find(t, { ...nftVersion, [`iptables ${ask}`]: none })).lists, []);
  const locked = { exitCode: 4, stderr: 'Another app is currently holding the xtables lock.\n' };
  const table = { ...nftVersion, [`iptables ${ask}`]: drop, [`iptables-legacy ${ask}`]: locked };
  await t.rejects(find(t, table, { names: 'filter\n' }), { message: /holding the xtables lock/ });
});

t.test('without iptables nft tells whether there can be rules', async (t) => {
  const nft = 'nft list tables';
  const missing = { reason: 'ToolMissing', message: 'iptables is not installed' };
  t.same((await find(t, { [nft]: 'table ip kube-proxy\ntable ip6 filter\n' })).lists, []);
  await t.rejects(find(t, { [nft]: 'table ip filter\n' }), missing);
  await t.rejects(find(t, {}), missing);
  await t.rejects(find(t, { [nft]: '' }, { names: 'filter\n' }), missing);
  const stderr = 'Operation not permitted (you must be root)';
  await t.rejects(find(t, { [nft]: { exitCode: 1, stderr } }), {
    reason: 'NotPermitted',
    message: `${nft}: ${stderr}`,
  });
  const query: RuleQuery = { ...forward, family: 6 };
  await t.rejects(find(t, { [nft]: 'table ip6 filter\n' }, { query }), {
    reason: 'ToolMissing',
    message: 'ip6tables is not installed',
  });
});

t.test('the version is asked for once', async (t) => {
  const { run, asked } = fakeCommands({ ...nftVersion, [`iptables ${ask}`]: drop });
  const rules = createRules(run, t.testdir({}));
  await Promise.all([rules(forward), rules(forward)]);
  t.equal(asked.filter((command) => command === 'iptables -V').length, 1);
});

t.test('this machine’s own list of tables is where it looks', async (t) => {
  const names = createRules(fakeCommands({ ...nftVersion }).run)(forward);
  await t.rejects(names, { message: /./ });
});

t.test('a list of tables that cannot be read is not empty', async (t) => {
  const failing = (code: string) => () =>
    legacyTablesAfter(Object.assign(new Error(code), { code }), '/proc/net/ip_tables_names');
  for (const code of ['EACCES', 'EPERM'])
    t.throws(failing(code), {
      reason: 'NotPermitted',
      message: '/proc/net/ip_tables_names may not be read',
    });
  t.throws(failing('EIO'), { reason: 'ToolFailed', message: /EIO$/ });
  t.same(failing('ENOENT')(), []);
  await t.rejects(createRules(fakeCommands({}).run, join(t.testdir({ f: '' }), 'f'))(forward), {
    message: /ENOTDIR/,
  });
});
