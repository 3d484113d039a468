import type { Option } from './option.ts';

/** The options as a Markdown table. */
export const optionTable = (options: readonly Option[]): string =>
  [
    '| option | environment | what it does | default |',
    '|---|---|---|---|',
    ...options.map(rowOf),
    '',
  ].join('\n');

function rowOf({ flag, presence, variable, aliases, kind, default: value, description }: Option) {
  const cells = [
    code(presence === undefined ? `--${flag} ${kind.placeholder}` : `--${flag}`),
    [variable, ...aliases].map(code).join(', '),
    description,
    [kind.format(value)].flat().map(code).join(', '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
