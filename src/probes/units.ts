import { join } from 'node:path';
import type { RunTool } from '../clients/command.ts';
import { type Unit, watchedUnits } from '../domain/probes.ts';
import { failedCommand } from './failed-command.ts';
import { required } from './json-fields.ts';
import { pathExists } from './path-exists.ts';

const properties =
  'Id,LoadState,ActiveState,SubState,NRestarts,MainPID,ExecMainStartTimestampMonotonic';

/** Empty where systemd does not run. */
export async function units(run: RunTool, hostRoot: string): Promise<readonly Unit[]> {
  if (!(await pathExists(join(hostRoot, '/run/systemd/system')))) return [];
  const names = watchedUnits.map((unit) => `${unit}.service`);
  const args = ['show', '--no-pager', `--property=${properties}`, ...names];
  const result = await run('systemctl', args);
  if (result.exitCode !== 0) throw failedCommand('systemctl show', result);
  return parseUnits(result.stdout, monotonicMs());
}

/** systemd's ExecMainStartTimestampMonotonic is read off the same clock. */
const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** The units that are installed, from blocks of `systemctl show`; `nowMs` is the monotonic time. */
export function parseUnits(text: string, nowMs: number): readonly Unit[] {
  const found = text
    .trim()
    .split(/\n{2,}/)
    .map(parseProperties)
    .filter(isInstalled)
    .map((properties) => toUnit(properties, nowMs));
  // A unit with an alias answers to both names.
  return [...new Map(found.map((unit) => [unit.name, unit])).values()];
}

const parseProperties = (block: string): ReadonlyMap<string, string> =>
  new Map(
    block.split('\n').map((line) => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );

const isInstalled = (properties: ReadonlyMap<string, string>): boolean =>
  !['not-found', 'masked'].includes(property(properties, 'LoadState'));

function toUnit(properties: ReadonlyMap<string, string>, nowMs: number): Unit {
  const restarts = properties.get('NRestarts');
  const startedMs = Number(properties.get('ExecMainStartTimestampMonotonic')) / 1000;
  const runs = Number(properties.get('MainPID')) > 0 && startedMs > 0;
  return {
    name: property(properties, 'Id').replace(/\.service$/, ''),
    activeState: property(properties, 'ActiveState'),
    subState: property(properties, 'SubState'),
    ...(restarts !== undefined && { restarts: Number(restarts) }),
    ...(runs && { runningForMs: Math.max(0, Math.round(nowMs - startedMs)) }),
  };
}

const property = (properties: ReadonlyMap<string, string>, name: string): string =>
  required(properties.get(name), 'systemctl show');
