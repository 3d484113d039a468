// A blank, or a part of a word: in double quotes, in single quotes, after a backslash, plain.
// Whatever the shell would expand, or take for the end of the command, is none of them.
const part = /([ \t]+)|"([^"\\$`]*(?:\\.[^"\\$`]*)*)"|'([^']*)'|\\(.)|([^\s"'\\$`;&|<>()]+)/sy;

/**
 * The words of one simple command, split as sh does it. Nothing is expanded: undefined for what
 * would have to be, for several commands, and for a quote that nothing closes.
 */
export function shellWords(command: string): readonly string[] | undefined {
  const text = command.trim();
  const words: string[] = [];
  let word: string | undefined;
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    const [, blank, double, single, escaped, plain] = match;
    if (blank !== undefined && word !== undefined) words.push(word);
    if (blank !== undefined) {
      word = undefined;
      continue;
    }
    // A backslash at the end of a line joins it with the next.
    const inDouble = double?.replace(/\\(?:\n|(["\\$`]))/g, '$1');
    word = [word, inDouble, single, escaped?.replace('\n', ''), plain].join('');
  }
  return word === undefined ? words : [...words, word];
}
