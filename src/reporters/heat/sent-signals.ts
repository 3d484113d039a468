import { createHash } from 'node:crypto';
import type { Handle } from '../../domain/heat/handle.ts';
import type { SignalStatus } from '../../domain/heat/policy.ts';
import type { StatePiece } from '../../domain/state-store.ts';

/** What Heat was told, or may have been. */
export interface SentSignal {
  /** Names the handle, and gives nothing of it away. */
  readonly handle: string;
  readonly id: string;
  readonly status: SignalStatus;
  readonly reason: string;
  /** Heat has answered it. */
  readonly isTaken: boolean;
  /** It was sent once more, in case that the answered one was lost. */
  readonly isRepeated: boolean;
}

/** A node has one handle, and another one after a stack's update. */
const mostHandles = 8;

export const sentSignals: StatePiece<readonly SentSignal[]> = {
  name: 'heat-signals',
  version: 1,
  parse: (value) => (Array.isArray(value) && value.every(isSentSignal) ? value : undefined),
};

/** Whatever belongs to the handle: a new token makes a new one. */
export function nameOfHandle(handle: Handle): string {
  const token = handle.kind === 'token' ? handle.token.reveal() : '';
  const secret = `${handle.kind} ${handle.url.reveal()} ${token}`;
  return createHash('sha256').update(secret).digest('hex').slice(0, 32);
}

/** The signals with this handle's in place of the one before. */
export const withSignal = (
  sent: readonly SentSignal[],
  handle: string,
  signal: SentSignal | undefined,
): readonly SentSignal[] =>
  [
    ...sent.filter((each) => each.handle !== handle),
    ...(signal === undefined ? [] : [signal]),
  ].slice(-mostHandles);

function isSentSignal(value: unknown): value is SentSignal {
  if (!isRecord(value)) return false;
  const texts = [value['handle'], value['id'], value['reason']];
  const flags = [value['isTaken'], value['isRepeated']];
  return (
    texts.every((text) => typeof text === 'string' && text !== '') &&
    ['SUCCESS', 'FAILURE'].some((status) => status === value['status']) &&
    flags.every((flag) => typeof flag === 'boolean')
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
