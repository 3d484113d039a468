import t from 'tap';
import { ProbeError } from '../../src/domain/probe-error.ts';
import { healthy, unknown, type Verdict } from '../../src/domain/verdict.ts';
import { runCheck } from '../../src/runner/run-check.ts';
import { checkThat, probesWith } from '../support/configured-check.ts';

const probes = probesWith({});
const { signal } = new AbortController();
const never = () => new Promise<Verdict>(() => {});
const run = (work: () => Promise<Verdict>, timeoutMs = 5_000) =>
  runCheck(checkThat(work), probes, { timeoutMs, signal });

t.test('a check that answers keeps its verdict', async (t) => {
  const result = await run(async () => healthy('fine'));
  t.match(result, { name: 'sample', condition: 'FlannelProblem', verdict: healthy('fine') });
  t.ok(Number.isInteger(result.durationMs));
});

t.test('a probe that could not tell gives its own reason', async (t) => {
  const { verdict } = await run(async () => {
    throw new ProbeError('ToolMissing', 'ip is not installed');
  });
  t.same(verdict, unknown('ToolMissing', 'ip is not installed'));
});

t.test('a check that throws is unknown, not unhealthy', async (t) => {
  const thrown = [
    () => Promise.reject(new Error('boom')),
    () => {
      throw new Error('boom');
    },
    // A program may throw anything at all.
    () => Promise.reject('boom' as unknown as Error),
  ];
  for (const work of thrown) t.same((await run(work)).verdict, unknown('CheckFailed', 'boom'));
});

t.test('a check that never settles is unknown at its deadline, and told so', async (t) => {
  const signals: AbortSignal[] = [];
  const check = checkThat((_, signal) => {
    signals.push(signal);
    return never();
  });
  const { verdict } = await runCheck(check, probes, { timeoutMs: 20, signal });
  t.same(verdict, unknown('CheckTimedOut', 'did not finish within 20 ms'));
  t.equal(signals[0]?.aborted, true);
});

t.test('a round that ends takes its checks with it', async (t) => {
  const round = new AbortController();
  const options = { timeoutMs: 5_000, signal: round.signal };
  const result = runCheck(checkThat(never), probes, options);
  round.abort(new Error('stopping'));
  t.same((await result).verdict, unknown('CheckFailed', 'stopping'));
  const late = await runCheck(checkThat(never), probes, options);
  t.same(late.verdict, unknown('CheckFailed', 'stopping'));
});
