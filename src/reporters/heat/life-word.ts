import type { LifeStage } from '../../domain/heat/credential-life.ts';
import type { Level } from './say-once.ts';

export interface LifeWord {
  readonly level: Level;
  readonly message: string;
}

const endsSoon: LifeWord = {
  level: 'warn',
  message: 'the credential for Heat ends soon, and has not served yet',
};

const words: Partial<Record<LifeStage, LifeWord>> = {
  ending: endsSoon,
  late: endsSoon,
  ended: { level: 'error', message: 'the credential for Heat has ended before it could serve' },
  past: { level: 'info', message: 'Heat does not wait for this node any more' },
};

/** What is said of a credential that has not served yet; undefined: nothing. */
export const lifeWord = (stage: LifeStage): LifeWord | undefined => words[stage];
