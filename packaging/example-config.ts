import type { Option } from '../src/config/option.ts';

const head = `\
# Options of node-check, for its service and for whoever runs it. Those below are the defaults;
# variables of the environment and flags go before this file. What holds, and where it comes from:
# node-check --print-config
`;

/** A file for --config with every option in it, all of them commented out. */
export const exampleConfig = (options: readonly Option[]): string =>
  [head, ...options.map(paragraph)].join('\n');

// JSON is YAML, and needs no rules of its own for quotes.
const paragraph = ({ key, kind, default: value, description }: Option): string =>
  `# ${description}\n#${key}: ${JSON.stringify(kind.format(value))}\n`;
