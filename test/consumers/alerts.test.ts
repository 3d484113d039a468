import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parse, stringify } from 'yaml';
import { checkout } from '../lab/machine.ts';
import { recipe } from './recipes.ts';
import { findPromtool, withConsumers } from './requirements.ts';
import { type Scene, scenes } from './scenes.ts';

interface Rules {
  readonly groups: readonly unknown[];
}

const shipped: { readonly spec: Rules } = parse(
  readFileSync(join(checkout, 'packaging/kubernetes/components/prometheus/rules.yaml'), 'utf8'),
);
const rules: Rules = {
  groups: [...shipped.spec.groups, ...recipe<Rules>('Repair with a brake').groups],
};

function testOf({ series, at = 60, firing }: Scene): unknown {
  const samples = [...new Set(firing)].map((alert) => {
    const [name, node] = alert.split(' ');
    const labels = [`alertname="${name}"`, ...(node ? [`node="${node}"`] : [])];
    const value = firing.filter((one) => one === alert).length;
    return { labels: `{${labels.join(', ')}}`, value };
  });
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: 'count by (alertname, node) (ALERTS{alertstate="firing"})',
        eval_time: `${at}m`,
        exp_samples: samples,
      },
    ],
  };
}

function promtool(t: Test, args: readonly string[], files: Readonly<Record<string, unknown>>) {
  const cwd = t.testdir({});
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(cwd, name), stringify(content));
  return spawnSync(findPromtool() ?? '', args, { cwd, encoding: 'utf8' });
}

await withConsumers(t, async () => {
  await t.test('promtool has nothing to say of the rules', async (t) => {
    const { status, stdout, stderr } = promtool(t, ['check', 'rules', 'rules.yaml'], {
      'rules.yaml': rules,
    });
    t.equal(status, 0, { stdout, stderr });
  });

  // The golden file is what the program prints: test/reporters/http/metrics.test.ts.
  await t.test('promtool has nothing to say of the metrics', async (t) => {
    const { status, stdout, stderr } = spawnSync(findPromtool() ?? '', ['check', 'metrics'], {
      input: readFileSync(join(checkout, 'test/fixtures/metrics.txt')),
      encoding: 'utf8',
    });
    t.same([stdout, stderr, status], ['', '', 0]);
  });

  for (const scene of scenes)
    await t.test(scene.title, async (t) => {
      const { status, stdout, stderr } = promtool(t, ['test', 'rules', 'test.yaml'], {
        'rules.yaml': rules,
        'test.yaml': { rule_files: ['rules.yaml'], tests: [testOf(scene)] },
      });
      t.equal(status, 0, { stdout, stderr });
    });
});
