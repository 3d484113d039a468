import { errorText } from '../domain/error-code.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { Container } from '../domain/probes.ts';
import { containerName, containerState } from './container-name.ts';
import { httpGet } from './http-get.ts';
import {
  type JsonObject,
  parseObjects,
  textField,
  textsField,
  wrongFormat,
} from './json-fields.ts';
import { type Limits, within } from './within.ts';

const maxBytes = 4 * 1024 * 1024;

export async function dockerContainers(
  socketPath: string,
  limits: Limits,
): Promise<readonly Container[]> {
  const url = 'http://docker/containers/json?all=true';
  const answer = await within({ ...limits, late: undefined }, (signal) =>
    httpGet({ url, socketPath, maxBytes, signal }).catch((cause: unknown) => {
      throw silence(socketPath, errorText(cause), cause);
    }),
  );
  if (answer === undefined)
    throw silence(socketPath, `no answer within ${limits.timeoutMs} ms`, undefined);
  if (answer.status !== 200) throw silence(socketPath, `status ${answer.status}`, undefined);
  return parseDockerContainers(answer.body);
}

const silence = (socketPath: string, problem: string, cause: unknown): ProbeError =>
  new ProbeError('ToolFailed', `docker on ${socketPath}: ${problem}`, { cause });

/** From the body of GET /containers/json. It does not tell of restarts. */
export const parseDockerContainers = (text: string): readonly Container[] =>
  parseObjects({ text, command: 'docker' }).flatMap(toContainer);

function toContainer(entry: JsonObject): readonly Container[] {
  // Names under which other containers link to this one have a slash in the middle.
  const full = textsField(entry, 'Names').find((name) => name.lastIndexOf('/') <= 0);
  if (full === undefined) throw wrongFormat('docker');
  const name = containerName(full.replace('/', ''));
  const state = containerState(textField(entry, 'State'), textField(entry, 'Status') ?? '');
  return name === undefined ? [] : [{ runtime: 'docker', name, state, restarts: 0 }];
}
