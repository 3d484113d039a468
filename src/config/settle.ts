import type { HeatParams } from './heat-params.ts';
import type { Option } from './option.ts';
import type { Mistake, OptionValue, RawValue } from './option-value.ts';
import type { ConfigFile } from './yaml-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that was said of the options, in the order of precedence. */
export interface Sources {
  /** By option key. */
  readonly flags: ReadonlyMap<string, string>;
  readonly environment: Environment;
  readonly file: ConfigFile;
  readonly heatParams: { readonly path: string; readonly params: HeatParams };
}

/** One option's value, and what was wrong with what was said of it. */
export interface Settled<Value> {
  readonly value: Value;
  /** A flag, a variable, a file, or "default". */
  readonly origin: string;
  /** The origin with the path inside of it. */
  readonly where: string;
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly string[];
}

interface Given {
  readonly origin: string;
  readonly where: string;
  readonly raw: RawValue;
}

/** The first source that names the option wins; what the others say of it is checked all the same. */
export function settle<Value extends OptionValue>(
  option: Option<Value>,
  sources: Sources,
): Settled<Value> {
  const [first, ...others] = givenBy(option, sources);
  if (first === undefined) return settleByMagnum(option, sources.heatParams);
  const mistakes = [first, ...others].flatMap((each) => misfitsOf(option, each));
  return { ...first, value: read(option, first.raw), mistakes, warnings: [] };
}

/** A value of Magnum's that does not fit is no mistake of the operator's: it only is not used. */
function settleByMagnum<Value extends OptionValue>(
  option: Option<Value>,
  { path, params }: Sources['heatParams'],
): Settled<Value> {
  const byDefault = { origin: 'default', where: 'default', value: option.default, mistakes: [] };
  const raw = option.heatParams?.(params);
  if (raw === undefined) return { ...byDefault, warnings: [] };
  const magnum = { origin: path, where: `${path}: ${option.key}`, raw };
  const misfits = misfitsOf(option, magnum);
  return misfits.length === 0
    ? { ...magnum, value: read(option, raw), mistakes: [], warnings: [] }
    : { ...byDefault, warnings: misfits.map((each) => `${each.where}: ${each.problem}; not used`) };
}

function givenBy(option: Option, { flags, environment, file }: Sources): readonly Given[] {
  const inFile = file.entries.get(option.key);
  const where = `${file.path}: ${option.key}`;
  // Manifests and EnvironmentFiles leave a variable empty to say nothing.
  const variable = (name: string) => environment[name] || undefined;
  return [
    ...given(`--${option.flag}`, flags.get(option.key)),
    ...given(option.variable, variable(option.variable)),
    ...option.aliases.flatMap((alias) =>
      given(alias, variable(alias) && (option.presence ?? variable(alias))),
    ),
    ...(inFile === undefined ? [] : [{ origin: file.path, where, raw: inFile }]),
  ];
}

const given = (origin: string, raw: string | undefined): readonly Given[] =>
  raw === undefined ? [] : [{ origin, where: origin, raw }];

/** The value as far as it fits. */
function read<Value extends OptionValue>(option: Option<Value>, raw: RawValue): Value {
  const parsed = option.kind.parse(raw);
  return 'value' in parsed ? parsed.value : option.default;
}

function misfitsOf(option: Option, { raw, where }: Given): readonly Mistake[] {
  const parsed = option.kind.parse(raw);
  if ('value' in parsed) return [];
  const problem = `expected ${option.kind.expected}`;
  return parsed.misfits.map((place) => ({ where: `${where}${place}`, problem }));
}
