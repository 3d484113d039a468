import {
  handleOfSigned,
  handleOfToken,
  type ParsedHandle,
  unusable,
} from '../../domain/heat/handle.ts';
import type { FileAnswer } from '../../domain/probes.ts';

/** Where a handle may come from; empty texts say nothing. */
export interface HandleSources {
  readonly endpoint: string;
  readonly tokenFile: string;
  readonly signedUrlFile: string;
  /** What Magnum's heat-params hold. */
  readonly magnum: ParsedHandle;
}

/** Reads a file, bounds its size, and never rejects. */
export type ReadFile = (path: string) => Promise<FileAnswer>;

/** An operator's own handle goes before Magnum's, also when it cannot be used. */
export async function findHandle(
  sources: HandleSources,
  readFile: ReadFile,
): Promise<ParsedHandle> {
  const { endpoint, tokenFile, signedUrlFile, magnum } = sources;
  if (signedUrlFile !== '') return ofFile(await readFile(signedUrlFile), handleOfSigned);
  if (tokenFile === '') return magnum;
  return ofFile(await readFile(tokenFile), (token) => handleOfToken(endpoint, token));
}

function ofFile(answer: FileAnswer, parse: (text: string) => ParsedHandle): ParsedHandle {
  switch (answer.kind) {
    case 'text': {
      const handle = parse(answer.text.trim());
      return handle.kind === 'unusable' ? unusable(`${answer.path}: ${handle.problem}`) : handle;
    }
    case 'absent':
      return unusable(`${answer.path}: no such file`);
    case 'notPermitted':
      return unusable(`${answer.path}: permission denied`);
    case 'invalid':
      return unusable(`${answer.path}: ${answer.problem}`);
  }
}
