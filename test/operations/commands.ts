/** A command of docs/operations.md, of one line or more, and the heading that it stands under. */
export interface Command {
  readonly heading: string;
  readonly text: string;
}

/** All that stands in its blocks of shell, in its order. */
export function commandsOf(page: string): readonly Command[] {
  return page
    .split(/^##+ /m)
    .slice(1)
    .flatMap((section) => {
      const [heading = ''] = section.split('\n', 1);
      return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
        commandsIn(block).map((text) => ({ heading, text })),
      );
    });
}

/** What is indented, or ends a loop, goes on from the line before. */
const commandsIn = (block: string): readonly string[] =>
  block.trimEnd().split(/\n(?![ \t]|done\b)/);
