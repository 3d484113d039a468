import type { Place } from './story.ts';
import type { Walked } from './walk.ts';

const most = { lines: 24, columns: 180 };

const prompts: Readonly<Record<Place, (at: string) => string>> = {
  node: (at) => `root@node:${at}# `,
  image: (at) => `root@image:${at}# `,
  administrator: () => 'administrator$ ',
};

/** docs/operations-walk.md. */
export function renderPage(walked: readonly Walked[], versions: string): string {
  const chapters = new Map(walked.map(({ chapter }) => [chapter, walked.filter(of(chapter))]));
  const sections = [...chapters].map(
    ([{ title }, steps]) => `## ${title}\n\n\`\`\`console\n${steps.map(render).join('')}\`\`\`\n`,
  );
  return `${opening(versions)}\n${sections.join('\n')}`;
}

const of =
  (chapter: Walked['chapter']) =>
  (walked: Walked): boolean =>
    walked.chapter === chapter;

const opening = (versions: string) => `# A walk through operations

Each command of [operations.md](operations.md), and what it printed, on a Debian that had just been installed as a node: ${versions}. Commands between them, of the walk's own, show what came of it.
Long outputs are cut (…). \`npm run walk\` walks and writes this page; \`npm run test:operations\` walks again, and fails when a command fails or prints what it should not.
`;

function render({ chapter, command, output }: Walked): string {
  const prompt = prompts[chapter.on](chapter.at);
  return `${prompt}${command}\n${output === '' ? '' : `${cut(output)}\n`}`;
}

function cut(output: string): string {
  const lines = output.split('\n').map(asSeen).filter(isOfCommand);
  const shown = lines.slice(0, most.lines);
  return (lines.length > shown.length ? [...shown, '…'] : shown)
    .map((line) => (line.length > most.columns ? `${line.slice(0, most.columns)}…` : line))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A carriage return goes over what stands before it. */
const asSeen = (line: string): string => {
  const ended = line.replace(/\r$/, '');
  return ended.slice(ended.lastIndexOf('\r') + 1);
};

/** kubectl complains of streams that it has closed itself, at times. */
const isOfCommand = (line: string): boolean => !/ websocket\.go:\d+\] Unknown stream id/.test(line);
