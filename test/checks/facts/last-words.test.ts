import t from 'tap';
import { explainedVerdict, withLastWords, withLog } from '../../../src/checks/facts/last-words.ts';
import type { LogTail } from '../../../src/domain/probes.ts';
import { healthy, unhealthy, unknown, type Verdict } from '../../../src/domain/verdict.ts';
import { probesWith } from '../../support/configured-check.ts';

const query = { units: ['x'], containers: [], files: [] };
const log: LogTail = { source: 'journal of x', lines: ['1', '2', '3', '4', '5', '6'] };
const words = ['journal of x:', '2', '3', '4', '5', '6'];

type Reason = 'Down' | 'Other';
const down = { reason: 'Down', message: 'x is down' } as const;
const other = { reason: 'Other', message: 'something else' } as const;

t.test('a finding takes the last five lines beside its own evidence', async (t) => {
  t.same(withLastWords(down, log), { ...down, evidence: words });
  t.same(withLastWords({ ...down, evidence: ['own'] }, log).evidence, ['own', ...words]);
  t.equal(withLastWords(down, undefined), down);
});

t.test('only findings that the log explains take them', async (t) => {
  const verdict = explainedVerdict<Reason>(unhealthy<Reason>(other, down), ['Down'], log);
  t.same(verdict, unhealthy<Reason>(other, { ...down, evidence: words }));
  t.same(explainedVerdict<Reason>(healthy('fine'), ['Down'], log), healthy('fine'));
});

const ask = (verdict: Verdict<Reason>, answer: LogTail | undefined) => {
  const probes = probesWith({ logTail: async () => answer });
  return withLog(probes, { seen: 1 }, { verdict, explains: ['Down'], query });
};

t.test('a log is asked for only where something is wrong that it explains', async (t) => {
  const silent: readonly Verdict<Reason>[] = [
    healthy('fine'),
    unknown('Down', 'cannot tell'),
    unhealthy(other),
  ];
  for (const verdict of silent) t.same(await ask(verdict, log), { seen: 1 });
  t.same(await ask(unhealthy<Reason>(other, down), log), { seen: 1, log });
  t.same(await ask(unhealthy(down), undefined), { seen: 1 });
});
