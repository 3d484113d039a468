import t from 'tap';
import { parseCloudInitStatus } from '../../src/domain/cloud-init.ts';

/** As cloud-init writes it; since 23.4 with recoverable errors. */
const status = (stage: string | null, finalErrors: readonly unknown[] = []): string =>
  JSON.stringify({
    v1: {
      datasource: 'DataSourceOpenStackLocal [net,ver=2]',
      init: { errors: [], finished: 3.1, start: 2.9, recoverable_errors: { WARNING: ['odd'] } },
      'init-local': { errors: [], finished: 2.8, start: 2.1 },
      'modules-config': { errors: [], finished: 4.2, start: 4.1 },
      'modules-final': { errors: finalErrors, finished: null, start: 4.9 },
      stage,
    },
  });

t.test('warnings are no errors', async (t) => {
  t.same(parseCloudInitStatus(status(null)), { errors: [] });
});

t.test('while it runs the stage is known', async (t) => {
  t.equal(parseCloudInitStatus(status('modules-final'))?.stage, 'modules-final');
});

const runparts =
  "('scripts-user', RuntimeError('Runparts: 1 failures (part-007) in 8 attempted commands'))";

const errors: readonly (readonly [error: string, part?: string])[] = [
  [runparts, 'part-007'],
  ["('package-update-upgrade-install', ProcessExecutionError())", 'package-update-upgrade-install'],
  ['no instance data found in start'],
];

for (const [error, part] of errors) {
  t.test(error, async (t) => {
    const found = { stage: 'modules-final', error, ...(part && { part }) };
    t.same(parseCloudInitStatus(status(null, [error]))?.errors, [found]);
  });
}

t.test('secrets are masked, long errors cut, and what is no text left out', async (t) => {
  const found = parseCloudInitStatus(status(null, ['token=abc', 'x'.repeat(1_000), 7]))?.errors;
  t.same(
    found?.map(({ error }) => error),
    ['token=***', 'x'.repeat(300)],
  );
});

t.test('anything else is not cloud-init’s', async (t) => {
  for (const text of ['', '{', 'null', '[]', '"v1"', '{}', '{"v1":[]}', '{"v1":7}'])
    t.equal(parseCloudInitStatus(text), undefined, text);
  t.same(parseCloudInitStatus('{"v1":{"init":null,"modules":{"errors":"x"},"stage":7}}'), {
    errors: [],
  });
});
