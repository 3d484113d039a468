import type { Handle } from './handle.ts';

/** As far as the credential itself tells; all are milliseconds since the epoch. */
export interface CredentialLife {
  readonly issuedAt: number;
  /** When a node that is not well is given up, early enough for the signal to be taken. */
  readonly failureAt: number;
  /** When its coming end is worth a word. */
  readonly warnAt: number;
  /** When it ends, unless Keystone was told otherwise. */
  readonly endsAt: number;
}

const minute = 60_000;

/** Keystone's defaults: `[token] expiration` is an hour, `[credential] auth_ttl` a quarter. */
const minutes = {
  token: { warn: 45, failure: 50, end: 60 },
  signed: { warn: 10, failure: 12, end: 15 },
};

/** Undefined for a token that does not tell. */
export function lifeOf(handle: Handle): CredentialLife | undefined {
  const issuedAt =
    handle.kind === 'token' ? fernetIssuedAt(handle.token.reveal()) : signedAt(handle.url.reveal());
  if (issuedAt === undefined) return undefined;
  const { warn, failure, end } = minutes[handle.kind];
  return {
    issuedAt,
    failureAt: issuedAt + failure * minute,
    warnAt: issuedAt + warn * minute,
    endsAt: issuedAt + end * minute,
  };
}

/** No wait condition waits for longer. */
const longestWaitMs = 12 * 60 * minute;

/**
 * `ending`: its end is near. `late`: a node that is not well is given up. `ended`: it is worth a
 * try, where Keystone was told otherwise. `past`: nobody waits any more.
 */
export type LifeStage = 'fresh' | 'ending' | 'late' | 'ended' | 'past';

/** Where nothing tells its age, nobody knows more than how long this process has looked at it. */
export function stageOf(
  life: CredentialLife | undefined,
  { now, watchedMs }: { readonly now: number; readonly watchedMs: number },
): LifeStage {
  if (life === undefined) return watchedMs > longestWaitMs ? 'past' : 'fresh';
  if (now - life.issuedAt > longestWaitMs) return 'past';
  if (now >= life.endsAt) return 'ended';
  if (now >= life.failureAt) return 'late';
  return now >= life.warnAt ? 'ending' : 'fresh';
}

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A Fernet token begins with 0x80 and the time in seconds, in 64 bits: "gAAAAA" until the year 2106. */
function fernetIssuedAt(token: string): number | undefined {
  const [, digits = ''] = /^gAAAAA([\w-]{6})[\w-]+=*$/.exec(token) ?? [];
  if (digits === '') return undefined;
  // Twelve letters hold the nine bytes: of the last six, the first four bits belong to the zeroes.
  return [...digits].reduce((sum, digit) => sum * 64 + base64url.indexOf(digit), 0) * 1_000;
}

function signedAt(url: string): number | undefined {
  const text = new URL(url).searchParams.get('Timestamp') ?? '';
  const at = /Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
