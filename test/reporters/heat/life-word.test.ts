import t from 'tap';
import { lifeWord } from '../../../src/reporters/heat/life-word.ts';

const words = [
  ['fresh', undefined],
  ['ending', 'warn'],
  ['late', 'warn'],
  ['ended', 'error'],
  ['past', 'info'],
] as const;

for (const [stage, level] of words)
  t.test(`a ${stage} credential that has not served is worth ${level ?? 'no'} word`, async (t) => {
    t.equal(lifeWord(stage)?.level, level);
  });
