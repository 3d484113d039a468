import type { OwnSettings } from '../domain/check.ts';
import { defineOption, type Option } from './option.ts';
import { list, text } from './option-value.ts';

/** What a check says of its own options. */
export interface CheckOptions {
  readonly name: string;
  readonly defaults: OwnSettings;
  /** A sentence for each option. */
  readonly options: Readonly<Record<string, string>>;
  /** By the option's name; what Magnum says of it, as text. */
  readonly heatParams?: Readonly<Record<string, Option['heatParams'] | undefined>>;
}

export interface OwnOption extends Option<string | readonly string[]> {
  /** The option's name in the check's settings. */
  readonly name: string;
}

/** A check's options, named `<check>.<option>`; a default that is a list makes it a list. */
export const ownOptions = (check: CheckOptions): readonly OwnOption[] =>
  Object.entries(check.defaults).map(([name, value]) => ({
    name,
    ...defineOption<string | readonly string[]>({
      key: `${check.name}.${toKebabCase(name)}`,
      kind: typeof value === 'string' ? text('TEXT') : list(),
      default: value,
      description: check.options[name] ?? '',
      ...heatParamsOf(check, name),
    }),
  }));

function heatParamsOf({ heatParams = {} }: CheckOptions, name: string): Pick<Option, 'heatParams'> {
  const own = heatParams[name];
  return own === undefined ? {} : { heatParams: own };
}

const toKebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
