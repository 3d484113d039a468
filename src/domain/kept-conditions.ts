import { longestMessage, mostTransitions } from './come-to-stand.ts';
import type { ConditionHistory, KeptConditions, Suspended } from './condition-state.ts';
import { conditionTypes } from './conditions.ts';
import type { StandingCondition, Transition } from './standing.ts';
import type { StatePiece } from './state-store.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Conditions over restarts. Types that this version does not know are passed over. */
export const keptConditions: StatePiece<KeptConditions> = {
  name: 'conditions',
  version: 1,
  parse(value) {
    if (!isObject(value)) return undefined;
    const { bootedAt } = value;
    const histories = ofKnownTypes(value['histories']);
    const transitions = ofKnownTypes(value['transitions']);
    return isTime(bootedAt) && histories?.every(isHistory) && transitions?.every(isTransition)
      ? { bootedAt, histories, transitions: transitions.slice(-mostTransitions) }
      : undefined;
  },
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Until the year 9999, the last that every reader of our times understands. */
export const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value < Date.UTC(10_000, 0);

export const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z][\w-]{0,99}$/.test(value);

/** Undefined for what is no list. */
const ofKnownTypes = (value: unknown): readonly JsonObject[] | undefined =>
  Array.isArray(value)
    ? value.filter(
        (entry) => isObject(entry) && conditionTypes.some((type) => type === entry['type']),
      )
    : undefined;

type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

/** An object with these fields and no others. */
const fits = (value: unknown, shape: Shape): value is JsonObject =>
  isObject(value) &&
  Object.keys(value).every((name) => Object.hasOwn(shape, name)) &&
  Object.entries(shape).every(([name, isRight]) => isRight(value[name]));

const optional =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || isRight(value);

const isStatus = (value: unknown): boolean =>
  value === 'True' || value === 'False' || value === 'Unknown';

const isMessage = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= longestMessage;

const isFlag = (value: unknown): boolean => typeof value === 'boolean';

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= 100 && value.every(isName);

const isHistory = (value: JsonObject): value is JsonObject & ConditionHistory =>
  fits(value, {
    type: isName,
    standing: optional((standing) => isStanding(standing, value['type'])),
    suspended: optional((suspended) => isSuspended(suspended, value['type'])),
    isWithdrawn: isFlag,
    hasStarted: isFlag,
    flips: isCount,
  });

const isStanding = (value: unknown, type: unknown): value is StandingCondition =>
  fits(value, {
    type: (own) => own === type,
    status: isStatus,
    reason: isName,
    message: isMessage,
    decidedBy: isNames,
    evidenceAt: isTime,
    transitionAt: isTime,
  });

const isSuspended = (value: unknown, type: unknown): value is Suspended =>
  fits(value, { condition: (condition) => isStanding(condition, type), since: isTime });

const isTransition = (value: JsonObject): value is JsonObject & Transition =>
  fits(value, {
    type: isName,
    from: optional(isStatus),
    to: isStatus,
    reason: isName,
    message: isMessage,
    at: isTime,
  });
