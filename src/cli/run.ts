import { checks } from '../checks/registry.ts';
import { environment as processEnvironment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import type { Mistake } from '../config/option-value.ts';
import { optionsFor } from '../config/options.ts';
import { printConfig } from '../config/print-config.ts';
import type { Environment } from '../config/settle.ts';
import { readHostFile } from '../probes/files.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explain } from './explain.ts';
import { helpText } from './help-text.ts';
import { once } from './once.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export interface RunOptions extends Terminal {
  /** Without the interpreter and the script. */
  readonly argv: readonly string[];
  /** This process's own if not given. */
  readonly environment?: Environment;
  /** Aborted when somebody wants the program to end. */
  readonly signal: AbortSignal;
}

/** Runs the command that the arguments name. */
export async function run(options: RunOptions): Promise<ExitCode> {
  const { argv, stdout, stderr } = options;
  const known = optionsFor(checks);
  const parsed = parseArguments(argv, known);
  if ('mistakes' in parsed) {
    stderr.write(`${lines(parsed.mistakes)}See node-check --help.\n`);
    return exitCodes.usage;
  }
  switch (parsed.command) {
    case 'help':
      stdout.write(helpText(known));
      return exitCodes.healthy;
    case 'version':
      stdout.write(`${version}\n`);
      return exitCodes.healthy;
    case 'explain':
      return explain(parsed.positionals[0], options);
    case 'daemon':
    case 'remove-conditions':
    case 'once':
    case 'bundle':
    case 'print-config':
      return withConfig(parsed, options);
  }
}

async function withConfig(
  { command, flags, configFile, positionals: [file] }: Arguments,
  options: RunOptions,
): Promise<ExitCode> {
  const { stdout, stderr, environment = processEnvironment() } = options;
  const readFile = (path: string) => readHostFile('', path);
  const loaded = await loadConfig({ checks, flags, configFile, environment, readFile });
  if ('mistakes' in loaded) {
    stderr.write(lines(loaded.mistakes));
    return exitCodes.configuration;
  }
  const { config, warnings } = loaded;
  for (const warning of warnings) stderr.write(`node-check: ${warning}\n`);
  const surroundings = { ...options, environment, path: environment['PATH'] ?? '' };
  if (command === 'once') return once(config, surroundings);
  // Nothing else needs what these read.
  if (command === 'daemon') {
    const { daemon } = await import('./daemon.ts');
    return daemon(config, surroundings);
  }
  if (command === 'bundle') {
    const { bundle } = await import('./bundle.ts');
    return bundle(config, { ...surroundings, file });
  }
  if (command === 'remove-conditions') {
    const { removeConditions } = await import('./remove-conditions.ts');
    return removeConditions(config, surroundings);
  }
  stdout.write(printConfig(config.origins));
  return exitCodes.healthy;
}

const lines = (mistakes: readonly Mistake[]): string =>
  mistakes.map(({ where, problem }) => `node-check: ${where}: ${problem}\n`).join('');
