import type { RunTool } from '../clients/command.ts';
import type { Container } from '../domain/probes.ts';
import { containerName, containerState } from './container-name.ts';
import { failedCommand } from './failed-command.ts';
import {
  type JsonObject,
  numberField,
  parseObjects,
  required,
  textField,
  textsField,
} from './json-fields.ts';

export async function podmanContainers(run: RunTool): Promise<readonly Container[]> {
  const result = await run('podman', ['ps', '-a', '--format', 'json']);
  if (result.exitCode !== 0) throw failedCommand('podman ps', result);
  return parsePodmanContainers(result.stdout);
}

/** From `podman ps -a --format json`; before version 2 a name was no list, and the state a number. */
export const parsePodmanContainers = (text: string): readonly Container[] =>
  parseObjects({ text, command: 'podman ps' }).flatMap(toContainer);

function toContainer(entry: JsonObject): readonly Container[] {
  const full = textsField(entry, 'Names')[0] ?? textField(entry, 'Names');
  const name = containerName(required(full, 'podman ps'));
  const state = containerState(textField(entry, 'State'), textField(entry, 'Status') ?? '');
  const restarts = numberField(entry, 'Restarts') ?? 0;
  return name === undefined ? [] : [{ runtime: 'podman', name, state, restarts }];
}
