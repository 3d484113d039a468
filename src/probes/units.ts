import { join } from 'node:path';
import type { RunTool } from '../clients/command.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { Unit } from '../domain/probes.ts';
import { watchedUnits } from '../domain/watched.ts';
import { readStart } from './bounded-read.ts';
import { failedCommand } from './failed-command.ts';
import { required } from './json-fields.ts';
import { pathExists } from './path-exists.ts';
import { sharesHostPath } from './shares-host-path.ts';

const requirements = ['Requires', 'Requisite', 'BindsTo'];

const properties = [
  ...['Id', 'LoadState', 'ActiveState', 'SubState', 'NRestarts', 'MainPID'],
  ...['ExecMainStartTimestampMonotonic', 'ExecMainStatus', 'UnitFileState', 'Result', 'Type'],
  ...requirements,
].join(',');

const systemd = '/run/systemd/system';

/** Empty where systemd does not run. `ownRoot` is this machine's root. */
export async function units(
  run: RunTool,
  hostRoot: string,
  ownRoot = '',
): Promise<readonly Unit[]> {
  const isFirst = hostRoot !== '' && (await isFirstProcess(ownRoot));
  if (!isFirst && !(await pathExists(join(hostRoot, systemd)))) return [];
  if (!(await sharesHostPath(hostRoot, systemd, ownRoot)))
    throw new ProbeError(
      'NotPermitted',
      "the host's systemd cannot be asked from inside this container",
    );
  const names = watchedUnits.map((unit) => `${unit}.service`);
  const args = ['show', '--no-pager', `--property=${properties}`, ...names];
  const result = await run('systemctl', args);
  if (result.exitCode !== 0) throw failedCommand('systemctl show', result);
  return parseUnits(result.stdout, monotonicMs());
}

/** A container that sees the host's processes need not see its /run. */
const isFirstProcess = (ownRoot: string): Promise<boolean> =>
  readStart(join(ownRoot, '/proc/1/comm'), 64).then(
    (name) => name.toString('utf8') === 'systemd\n',
    () => false,
  );

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
    name: nameOf(property(properties, 'Id')),
    activeState: property(properties, 'ActiveState'),
    subState: property(properties, 'SubState'),
    ...(restarts !== undefined && { restarts: Number(restarts) }),
    ...(runs && { runningForMs: Math.max(0, Math.round(nowMs - startedMs)) }),
    ...detailsOf(properties),
  };
}

function detailsOf(properties: ReadonlyMap<string, string>): Partial<Unit> {
  const unitFileState = properties.get('UnitFileState');
  const result = properties.get('Result');
  const exitStatus = properties.get('ExecMainStatus');
  const required = requirements.map((name) => properties.get(name)).join(' ');
  const requires = required.split(' ').filter((name) => name.endsWith('.service'));
  return {
    ...(properties.get('Type') === 'oneshot' && { oneshot: true }),
    ...(unitFileState && { unitFileState }),
    ...(result && { result }),
    ...(exitStatus && { exitStatus: Number(exitStatus) }),
    ...(requires.length > 0 && { requires: requires.map(nameOf) }),
  };
}

const nameOf = (id: string): string => id.replace(/\.service$/, '');

const property = (properties: ReadonlyMap<string, string>, name: string): string =>
  required(properties.get(name), 'systemctl show');
