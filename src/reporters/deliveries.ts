/** Why something was not delivered; few, as they label metrics. */
export type FailureKind =
  | 'unreachable'
  | 'credentials'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'throttled'
  | 'server'
  | 'invalid';

/** How deliveries of one sort have gone. */
export interface Deliveries {
  readonly succeeded: number;
  readonly failed: Readonly<Record<FailureKind, number>>;
  /** Milliseconds since the epoch; undefined before the first. */
  readonly lastSuccessAt: number | undefined;
  /** What stands in the way now. */
  readonly failing: FailureKind | undefined;
}

export const noDeliveries: Deliveries = {
  succeeded: 0,
  failed: {
    unreachable: 0,
    credentials: 0,
    forbidden: 0,
    notFound: 0,
    conflict: 0,
    throttled: 0,
    server: 0,
    invalid: 0,
  },
  lastSuccessAt: undefined,
  failing: undefined,
};

/** `at` is in milliseconds since the epoch. */
export const withSuccess = (before: Deliveries, at: number): Deliveries => ({
  ...before,
  succeeded: before.succeeded + 1,
  lastSuccessAt: at,
  failing: undefined,
});

export const withFailure = (before: Deliveries, kind: FailureKind): Deliveries => ({
  ...before,
  failed: { ...before.failed, [kind]: before.failed[kind] + 1 },
  failing: kind,
});

const kinds: Readonly<Record<number, FailureKind>> = {
  401: 'credentials',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  410: 'conflict',
  429: 'throttled',
};

/** Of an answer over HTTP that is a refusal. */
export const kindOfStatus = (status: number): FailureKind =>
  kinds[status] ?? (status >= 500 ? 'server' : 'invalid');
