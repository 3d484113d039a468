import type { HeatParams } from './heat-params.ts';
import type { Kind, OptionValue } from './option-value.ts';

/** One option as data: the command line, the files, --help and the README follow from it. */
export interface Option<Value extends OptionValue = OptionValue> {
  /** Path in the YAML file: dots between levels, words in kebab-case. */
  readonly key: string;
  /** Without the dashes in front. */
  readonly flag: string;
  /** The flag and the aliases take no value of their own: given at all, they mean this one. */
  readonly presence?: string;
  readonly variable: string;
  /** Other variables that are read when `variable` is not set, in this order. */
  readonly aliases: readonly string[];
  readonly kind: Kind<Value>;
  readonly default: Value;
  readonly description: string;
  /** What Magnum's heat-params say, as text; undefined when they say nothing. */
  heatParams?(params: HeatParams): string | undefined;
}

type Derived = 'flag' | 'variable' | 'aliases';

/** Fills in the names that follow from the key. */
export const defineOption = <Value extends OptionValue>(
  spec: Omit<Option<Value>, Derived> & Partial<Pick<Option<Value>, Derived>>,
): Option<Value> => ({
  flag: spec.key.replaceAll('.', '-'),
  variable: `NODE_CHECK_${spec.key.replace(/[.-]/g, '_').toUpperCase()}`,
  aliases: [],
  ...spec,
});

/** Gives an option's value. */
export type Take = <Value extends OptionValue>(option: Option<Value>) => Value;
