import { matchesGlob } from 'node:path';
import { withoutRuntimeFrame } from '../domain/log-lines.ts';
import { readHostFileEnd } from './file-end.ts';
import { readHostDirectory } from './files.ts';

/** A pod keeps the logs of its containers' last attempts only. */
const maxMatches = 32;

/** The end of the newest file that a pattern stands for; empty when there is none. */
export async function logFile(hostRoot: string, pattern: string): Promise<string> {
  const paths = await matching(hostRoot, pattern);
  const answers = await Promise.all(paths.map((path) => readHostFileEnd(hostRoot, path)));
  const [newest] = answers
    .flatMap((answer) => (answer.kind === 'text' && answer.text !== '' ? [answer] : []))
    .sort((a, b) => b.modifiedAt - a.modifiedAt);
  return newest === undefined ? '' : withoutRuntimeFrame(newest.text);
}

/** Of paths with a "*" in some of their names, those that are there. */
async function matching(hostRoot: string, pattern: string): Promise<readonly string[]> {
  let found = [''];
  for (const name of pattern.split('/').slice(1)) {
    const deeper = await Promise.all(
      found.map(async (folder) =>
        name.includes('*')
          ? (await readHostDirectory(hostRoot, folder)).filter((own) => matchesGlob(own, name))
          : [name],
      ),
    );
    found = deeper
      .flatMap((names, index) => names.map((own) => `${found[index]}/${own}`))
      .slice(-maxMatches);
  }
  return found;
}
