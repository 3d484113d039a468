import type { RunTool } from '../clients/command.ts';
import type { Container } from '../domain/probes.ts';
import { failedCommand } from './failed-command.ts';
import {
  isListOfObjects,
  isObject,
  type JsonObject,
  numberField,
  objectField,
  parseJson,
  required,
  textField,
  wrongFormat,
} from './json-fields.ts';

const states: Readonly<Record<string, Container['state']>> = {
  CONTAINER_RUNNING: 'running',
  CONTAINER_EXITED: 'exited',
};

export async function criContainers(
  run: RunTool,
  socketPath: string,
): Promise<readonly Container[]> {
  const endpoint = ['--runtime-endpoint', `unix://${socketPath}`];
  const result = await run('crictl', [...endpoint, 'ps', '-a', '-o', 'json']);
  if (result.exitCode !== 0) throw failedCommand('crictl ps', result);
  return parseCriContainers(result.stdout);
}

/** From `crictl ps -a -o json`, which leaves out pause containers by itself. */
export function parseCriContainers(text: string): readonly Container[] {
  const answer = parseJson({ text, command: 'crictl ps' });
  const list = isObject(answer) ? answer['containers'] : undefined;
  if (!isListOfObjects(list)) throw wrongFormat('crictl ps');
  return list.map(toContainer);
}

function toContainer(entry: JsonObject): Container {
  const metadata = objectField(entry, 'metadata');
  return {
    runtime: 'cri',
    name: required(textField(metadata, 'name'), 'crictl ps'),
    state: states[textField(entry, 'state') ?? ''] ?? 'other',
    restarts: numberField(metadata, 'attempt') ?? 0,
  };
}

/** Docker's own containerd has the part that crictl asks switched off in its configuration. */
export const servesCri = (config: string): boolean =>
  !/^[ \t]*disabled_plugins[ \t]*=[ \t]*\[[^\]]*"(?:io\.containerd\.grpc\.v1\.)?cri"/m.test(config);
