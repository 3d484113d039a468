import type { Clock } from '../domain/clock.ts';
import type { OwnNode } from '../domain/own-node.ts';

export interface OwnNodeCache {
  /** What is known, or what `ask` answers; never asks more than once a minute. */
  get(ask: () => Promise<OwnNode | undefined>): Promise<OwnNode | undefined>;
  /** Takes up what the API server has shown somebody else. */
  put(node: OwnNode): void;
  /** What is known is doubted: the next one asks. */
  forget(): void;
}

/** A pod CIDR does not change while the Node lives. */
const keptMs = 10 * 60_000;
/** An API server that is away must not be asked in every round. */
const failedMs = 60_000;

export function createOwnNodeCache({ elapsed }: Pick<Clock, 'elapsed'>): OwnNodeCache {
  let kept: { readonly answer: Promise<OwnNode | undefined>; readonly until: number } | undefined;
  return {
    get(ask) {
      if (kept !== undefined && elapsed() < kept.until) return kept.answer;
      const answer = ask();
      kept = { answer, until: elapsed() + failedMs };
      void answer.then(
        (node) => node && this.put(node),
        () => {},
      );
      return answer;
    },
    put(node) {
      kept = { answer: Promise.resolve(node), until: elapsed() + keptMs };
    },
    forget() {
      kept = undefined;
    },
  };
}
