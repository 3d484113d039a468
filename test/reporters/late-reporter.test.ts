import t from 'tap';
import type { Reporter, Standing } from '../../src/domain/standing.ts';
import { createLateReporter } from '../../src/reporters/late-reporter.ts';

const standing = (type: 'DNSProblem' | 'FlannelProblem'): Standing => ({
  report: undefined,
  conditions: [],
  withdrawn: [type],
  transitions: [],
});

function createSample() {
  const happened: string[] = [];
  const reporter: Reporter = {
    report: ({ withdrawn }) => void happened.push(withdrawn.join()),
    flush: async ({ aborted }) => void happened.push(`flushed ${aborted}`),
  };
  return { happened, reporter };
}

t.test('what was reported last before it could be made is reported then', async (t) => {
  const { happened, reporter } = createSample();
  const opened = Promise.withResolvers<Reporter>();
  let opens = 0;
  const late = createLateReporter(() => {
    opens += 1;
    return opened.promise;
  });
  late.report(standing('DNSProblem'));
  late.report(standing('FlannelProblem'));
  opened.resolve(reporter);
  await late.flush(new AbortController().signal);
  late.report(standing('DNSProblem'));
  t.strictSame(happened, ['FlannelProblem', 'flushed false', 'DNSProblem']);
  t.equal(opens, 1);
});

t.test('who cannot be made yet is tried again with the next report', async (t) => {
  const { happened, reporter } = createSample();
  const answers = [undefined, reporter];
  const late = createLateReporter(async () => answers.shift());
  const { signal } = new AbortController();
  late.report(standing('DNSProblem'));
  await late.flush(signal);
  t.strictSame(happened, []);
  late.report(standing('FlannelProblem'));
  await late.flush(signal);
  t.strictSame(happened, ['FlannelProblem', 'flushed false']);
});

t.test('without any report nobody is made', async (t) => {
  const late = createLateReporter(async () => {
    t.fail('was made');
    return undefined;
  });
  await late.flush(new AbortController().signal);
});
