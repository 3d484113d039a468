import type { Terminal } from '../../src/cli/terminal.ts';

export interface Captured extends Terminal {
  readonly written: { stdout: string; stderr: string };
}

/** Keeps what a command writes; `columns` makes it a terminal. */
export function capture({ columns }: { readonly columns?: number } = {}): Captured {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    ...(columns !== undefined && { isTTY: true, columns }),
    write(text: string) {
      written[name] += text;
    },
  });
  return { written, stdout: output('stdout'), stderr: output('stderr') };
}
