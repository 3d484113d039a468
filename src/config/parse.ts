import { matchesGlob } from 'node:path';
import { isMagnum, setIn } from '../domain/magnum.ts';
import type { CheckOptions } from './check-options.ts';
import { type Config, checkSettings, globalSettings, nodeSettings, type Origin } from './config.ts';
import { heatMistakes, heatSettings } from './heat-settings.ts';
import { maskCredentials } from './mask-credentials.ts';
import type { Option, Take } from './option.ts';
import type { Mistake, OptionValue } from './option-value.ts';
import { globalOptions, optionsFor } from './options.ts';
import { type Settled, type Sources, settle } from './settle.ts';
import { unknownKeys, unknownVariables } from './unknown-names.ts';

export type ParsedConfig =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly mistakes: readonly Mistake[] };

/** The configuration, or everything that is wrong with it. */
export function parseConfig(sources: Sources, checks: readonly CheckOptions[]): ParsedConfig {
  const options = optionsFor(checks);
  const settled = options.map((option) => ({ option, ...settle(option, sources) }));
  const mistakes = [
    ...unknownVariables(sources.environment, options),
    ...sources.file.mistakes,
    ...unknownKeys(sources.file, options),
    ...settled.flatMap((each) => each.mistakes),
    ...idlePatterns(settle(globalOptions.checks, sources), checks),
  ];
  if (mistakes.length > 0) return { mistakes };
  const take: Take = (option) => settle(option, sources).value;
  const { params } = sources.heatParams;
  const running = checkSettings(take, checks);
  const config = {
    ...globalSettings(take),
    instanceName: setIn(params, 'INSTANCE_NAME') ?? '',
    node: { ...nodeSettings(take), magnum: isMagnum(params) },
    heat: heatSettings(take, params, running),
    checks: running,
    origins: settled.map(originOf),
  };
  const further = config.report.includes('heat') ? heatMistakes(config.heat, running) : [];
  if (further.length > 0) return { mistakes: further };
  return { config, warnings: settled.flatMap((each) => each.warnings) };
}

// matchesGlob throws for some patterns of thousands of letters, and braces mean nothing here.
const isNamePattern = /^[a-z*?-]{1,100}$/;

/** A check that was meant and never runs would look healthy. */
function idlePatterns(
  { value: patterns, where }: Settled<readonly string[]>,
  checks: readonly CheckOptions[],
): readonly Mistake[] {
  const names = checks.map(({ name }) => name);
  const places = patterns
    .map((pattern, index) => ({ pattern, place: `${where}[${index}]` }))
    .filter(
      ({ pattern }) =>
        !isNamePattern.test(pattern) || !names.some((name) => matchesGlob(name, pattern)),
    )
    .map(({ place }) => place);
  const empty = patterns.length === 0 ? [where] : [];
  const problem = `names no check; the checks are ${names.join(', ')}`;
  return [...empty, ...places].map((place) => ({ where: place, problem }));
}

function originOf({
  option,
  value,
  origin,
}: {
  readonly option: Option;
  readonly value: OptionValue;
  readonly origin: string;
}): Origin {
  const shown = option.kind.format(value);
  const masked = typeof shown === 'string' ? maskCredentials(shown) : shown.map(maskCredentials);
  return { key: option.key, value: masked, origin };
}
