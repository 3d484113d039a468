import { containerName } from './container-name.ts';
import { httpGet, httpGetBytes } from './http-get.ts';
import { numberField, parseObjects, textField, textsField } from './json-fields.ts';

const maxListBytes = 4 * 1024 * 1024;
const maxLogBytes = 256 * 1024;

interface Docker {
  readonly socketPath: string;
  readonly signal: AbortSignal;
}

/** The last 50 lines of the newest container that bears this name and has any. */
export async function dockerLog(name: string, docker: Docker): Promise<string> {
  const filters = encodeURIComponent(JSON.stringify({ name: [name] }));
  const url = `http://docker/containers/json?all=true&filters=${filters}`;
  const { status, body } = await httpGet({ ...docker, url, maxBytes: maxListBytes });
  if (status !== 200) return '';
  // The newest of a container that crashes may have said nothing yet.
  for (const id of idsOf(body, name).slice(0, 2)) {
    const log = await logOf(id, docker);
    if (log !== '') return log;
  }
  return '';
}

const idsOf = (body: string, name: string): readonly string[] =>
  parseObjects({ text: body, command: 'docker' })
    .filter((entry) => textsField(entry, 'Names').some((full) => ownName(full) === name))
    .sort((a, b) => (numberField(b, 'Created') ?? 0) - (numberField(a, 'Created') ?? 0))
    .flatMap((entry) => textField(entry, 'Id') ?? []);

const ownName = (full: string): string | undefined => containerName(full.replace('/', ''));

async function logOf(id: string, docker: Docker): Promise<string> {
  const url = `http://docker/containers/${encodeURIComponent(id)}/logs?stdout=1&stderr=1&tail=50`;
  const { status, body } = await httpGetBytes({ ...docker, url, maxBytes: maxLogBytes });
  return status === 200 ? withoutFrames(body) : '';
}

/** Each piece of output stands behind 8 bytes: its stream, three zeros, its length. With a terminal it has none. */
export function withoutFrames(body: Buffer): string {
  const pieces: Buffer[] = [];
  let at = 0;
  while (isHeader(body, at)) {
    const end = at + 8 + body.readUInt32BE(at + 4);
    pieces.push(body.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat([...pieces, body.subarray(at)]).toString('utf8');
}

const isHeader = (body: Buffer, at: number): boolean =>
  at + 8 <= body.length && body.readUInt32BE(at) % 0x1_00_00_00 === 0 && body.readUInt8(at) <= 2;
