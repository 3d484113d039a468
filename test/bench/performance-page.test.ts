import { readFileSync } from 'node:fs';
import t from 'tap';
import { spend } from './budgets.ts';
import { layoutOf, renderPage } from './performance-page.ts';
import { sampleCosts } from './sample-costs.ts';

const setting = ['date', 'node-check', 'Node', 'processor', 'memory', 'kernel', 'iptables'];

const page = renderPage({
  setting: setting.map((name) => [name, 'x']),
  rounds: 9,
  costs: sampleCosts,
  spent: spend(sampleCosts),
});

t.test('the page has a row for each program and node, and for each budget', async (t) => {
  t.match(page, '| node-check --once | plain | 300 | 330 | 10 | 30.0 |');
  t.match(page, '| node-check --once | crowded | 300 | 330 | 10 | 30.0 |');
  t.match(page, '| processes of `--once`, plain node | 10 | ≤ 20 | kept |');
  t.match(page, '| 10000 with fake probes | 33 | 34 | 30 | 200 | 15 |');
  t.match(page, '| API requests an hour, healthy | 22, 11 of them writes |');
});

t.test('what is exceeded is marked', async (t) => {
  const spent = [{ what: 'processes', measured: 21, limit: 20 }];
  const text = renderPage({ setting: [], rounds: 9, costs: sampleCosts, spent });
  t.match(text, '| processes | 21 | ≤ 20 | exceeded |');
});

t.test('a kind of memory cgroup that the machine lacks is named as skipped', async (t) => {
  t.match(page, '| 10000 rounds in a memory cgroup v1 of 80 MiB | 0 killed |');
  t.match(page, '| 10000 rounds in a memory cgroup v2 of 80 MiB | skipped: no such group |');
});

t.test(
  'docs/performance.md is in the present layout (else: npm run bench -- --write)',
  async (t) => {
    t.equal(layoutOf(readFileSync('docs/performance.md', 'utf8')), layoutOf(page));
  },
);

t.test('the layout is what is not measured', async (t) => {
  t.equal(
    layoutOf('| a | b |\n| --- | --- |\n| c 1 | 2 |\n| d | e |'),
    '| a | b |\n| ---\n| c 0\n| d',
  );
});
