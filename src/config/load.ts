import type { FileAnswer } from '../domain/probes.ts';
import type { CheckOptions } from './check-options.ts';
import { type HeatParams, parseHeatParams } from './heat-params.ts';
import type { Mistake } from './option-value.ts';
import { globalOptions } from './options.ts';
import { type ParsedConfig, parseConfig } from './parse.ts';
import { type Environment, settle } from './settle.ts';
import type { ConfigFile } from './yaml-file.ts';

export const defaultConfigFile = '/etc/node-check/config.yaml';
export const heatParamsFile = '/etc/sysconfig/heat-params';

export interface LoadOptions {
  readonly checks: readonly CheckOptions[];
  /** By option key. */
  readonly flags: ReadonlyMap<string, string>;
  /** The file that --config names. */
  readonly configFile?: string | undefined;
  readonly environment: Environment;
  /** Reads a file of this process's own file system, bounds its size, and never rejects. */
  readonly readFile: (path: string) => Promise<FileAnswer>;
}

/** Reads the files, and parses them with what the flags and the environment say. */
export async function loadConfig(options: LoadOptions): Promise<ParsedConfig> {
  const { checks, flags, environment, readFile } = options;
  const file = await readConfigFile(options);
  const none = { path: heatParamsFile, params: new Map() };
  const root = settle(globalOptions.hostRoot, { flags, environment, file, heatParams: none }).value;
  const magnum = await readHeatParams(`${root}${heatParamsFile}`, readFile);
  const parsed = parseConfig({ flags, environment, file, heatParams: magnum }, checks);
  return 'mistakes' in parsed
    ? parsed
    : { ...parsed, warnings: [...magnum.warnings, ...parsed.warnings] };
}

async function readConfigFile({ configFile, readFile }: LoadOptions): Promise<ConfigFile> {
  const path = configFile ?? defaultConfigFile;
  const answer = await readFile(path);
  if (answer.kind === 'text') {
    // Most nodes have no such file, and need no YAML parser.
    const { parseConfigFile } = await import('./yaml-file.ts');
    return parseConfigFile(path, answer.text);
  }
  const isOptional = answer.kind === 'absent' && configFile === undefined;
  const mistakes: readonly Mistake[] = isOptional ? [] : [{ where: path, problem: whyNot(answer) }];
  return { path, entries: new Map(), mistakes };
}

interface MagnumParams {
  readonly path: string;
  readonly params: HeatParams;
  readonly warnings: readonly string[];
}

/** A node is judged without Magnum's file as well, so that nothing here is a mistake. */
async function readHeatParams(
  path: string,
  readFile: LoadOptions['readFile'],
): Promise<MagnumParams> {
  const answer = await readFile(path);
  if (answer.kind === 'absent') return { path, params: new Map(), warnings: [] };
  if (answer.kind !== 'text')
    return { path, params: new Map(), warnings: [`${path}: ${whyNot(answer)}; not used`] };
  const { params, skipped, unterminated } = parseHeatParams(answer.text);
  const warnings = [
    ...(skipped > 0 ? [`${path}: lines that are not KEY=value: ${skipped}`] : []),
    ...unterminated.map((line) => `${path}: line ${line}: expected a closing quote; not used`),
  ];
  return { path, params, warnings };
}

function whyNot(answer: Exclude<FileAnswer, { kind: 'text' }>): string {
  switch (answer.kind) {
    case 'absent':
      return 'no such file';
    case 'notPermitted':
      return 'permission denied';
    case 'invalid':
      return answer.problem;
  }
}
