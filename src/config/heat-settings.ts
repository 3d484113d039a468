import type { OwnSettings } from '../domain/check.ts';
import {
  handleOfCurl,
  handleOfSigned,
  handleOfToken,
  noHandle,
  type ParsedHandle,
  unusable,
} from '../domain/heat/handle.ts';
import { requiredByDefault } from '../domain/heat/required-checks.ts';
import { heatOptions } from './heat-options.ts';
import type { HeatParams } from './heat-params.ts';
import type { Take } from './option.ts';
import type { Mistake } from './option-value.ts';

export interface HeatSettings {
  /** Empty where nobody named a handle. */
  readonly endpoint: string;
  readonly tokenFile: string;
  readonly signedUrlFile: string;
  /** Empty: the system's authorities only. */
  readonly caFile: string;
  readonly insecure: boolean;
  /** Names of checks that run. */
  readonly required: readonly string[];
  /** 0: none. */
  readonly deadlineMs: number;
  readonly failEarly: boolean;
  /** What Magnum's heat-params hold. */
  readonly magnum: ParsedHandle;
}

/** `checks` are the settings of those that run. */
export function heatSettings(
  take: Take,
  params: HeatParams,
  checks: Readonly<Record<string, OwnSettings>>,
): HeatSettings {
  const required = take(heatOptions.heatRequired);
  return {
    endpoint: take(heatOptions.heatEndpoint),
    tokenFile: take(heatOptions.heatTokenFile),
    signedUrlFile: take(heatOptions.heatSignedUrlFile),
    caFile: take(heatOptions.heatCaFile),
    insecure: take(heatOptions.heatInsecure) === 'yes',
    required: required.length > 0 ? required : requiredByDefault(checks),
    deadlineMs: take(heatOptions.heatDeadline),
    failEarly: take(heatOptions.heatFailEarly) === 'yes',
    magnum: magnumHandle(params),
  };
}

/** What each option allows by itself, and all of them together do not. */
export function heatMistakes(
  { endpoint, tokenFile, signedUrlFile, required }: HeatSettings,
  checks: Readonly<Record<string, OwnSettings>>,
): readonly Mistake[] {
  const running = Object.keys(checks);
  const isHalf = (endpoint === '') !== (tokenFile === '');
  const isTwofold = endpoint !== '' && signedUrlFile !== '';
  return [
    ...(isHalf ? [{ where: 'heat.endpoint', problem: 'goes with heat.token-file' }] : []),
    ...(isTwofold
      ? [{ where: 'heat.signed-url-file', problem: 'names another handle than heat.endpoint' }]
      : []),
    ...(required.length === 0
      ? [{ where: 'heat.required', problem: 'no check runs that could show success' }]
      : []),
    ...required
      .filter((name) => !running.includes(name))
      .map((name) => ({
        where: 'heat.required',
        problem: `${JSON.stringify(name)} is no check that runs; those are ${running.join(', ')}`,
      })),
  ];
}

/** Magnum's templates have named it in three ways; the first that can be used is. */
function magnumHandle(params: HeatParams): ParsedHandle {
  const param = (name: string): string => params.get(name) ?? '';
  const [endpoint, token] = [param('WAIT_HANDLE_ENDPOINT'), param('WAIT_HANDLE_TOKEN')];
  const found = [
    { name: 'WAIT_CURL', parsed: handleOfCurl(param('WAIT_CURL')) },
    { name: 'WAIT_HANDLE_ENDPOINT', parsed: handleOfToken(endpoint, token) },
    { name: 'WAIT_HANDLE', parsed: handleOfSigned(param('WAIT_HANDLE')) },
  ].filter(({ parsed }) => parsed.kind !== 'none');
  const best = found.find(({ parsed }) => parsed.kind === 'usable') ?? found[0];
  if (best === undefined) return noHandle;
  const { name, parsed } = best;
  return parsed.kind === 'unusable'
    ? unusable(`${name} of heat-params: ${parsed.problem}`)
    : parsed;
}
