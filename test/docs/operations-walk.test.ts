import { readFileSync } from 'node:fs';
import t from 'tap';
import manifest from '../../package.json' with { type: 'json' };
import { commandsOf } from '../operations/commands.ts';
import { renderPage } from '../operations/page.ts';
import { findCommand, storyOf } from '../operations/story.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const commands = commandsOf(read('operations.md'));
const story = storyOf(manifest.version, 'amd64');
const steps = story.flatMap(({ steps }) => steps);
const typed = steps.map(({ own, command }) =>
  own ? command : findCommand(commands, command).text,
);

t.test('a command of several lines is one', async (t) => {
  const page =
    '# x\n\n## A b\n\n```sh\none \\\n  more\nfor x in y; do\n  two\ndone\n```\n\n### C\n\n';
  t.same(commandsOf(`${page}\`\`\`yaml\nno\n\`\`\`\n\`\`\`sh\nthree\n\`\`\`\n`), [
    { heading: 'A b', text: 'one \\\n  more' },
    { heading: 'A b', text: 'for x in y; do\n  two\ndone' },
    { heading: 'C', text: 'three' },
  ]);
});

t.test('each command of docs/operations.md is walked', async (t) => {
  t.ok(commands.length > 20);
  t.same(
    commands.map(({ text }) => text).filter((text) => !typed.includes(text)),
    [],
  );
});

t.test('a command of the story is one of the page, and only one', async (t) => {
  t.throws(() => findCommand(commands, 'rm '), /no command rm/);
  t.throws(() => findCommand(commands, 'kubectl '), /several commands kubectl/);
});

t.test('docs/operations-walk.md shows the story (else: npm run walk)', async (t) => {
  const page = read('operations-walk.md');
  const shown = typed.map((command) => page.indexOf(`${command}\n`));
  t.notOk(shown.includes(-1));
  t.same(
    [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
    story.map(({ title }) => title),
  );
  t.match(page, `node-check_${manifest.version}_`);
});

t.test('a page shows what a terminal would, up to a length', async (t) => {
  const step = { command: 'go', prints: /done/ };
  const chapter = { title: 'One', on: 'node', at: '/root', steps: [step] } as const;
  const output = `1%\r2%\rdone\nover\r\n${'x'.repeat(200)}\n${'line\n'.repeat(30)}`.trim();
  const page = renderPage([{ chapter, step, command: 'go', code: 0, output }], 'a node');
  t.match(page, `# go\ndone\nover\n${'x'.repeat(180)}…\nline\n`);
  t.match(page, /line\n…\n```\n$/);
  t.match(page, 'installed as a node: a node.');
});
