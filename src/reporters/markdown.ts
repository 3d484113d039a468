// What the sources write as plain text must not become HTML, emphasis, or a table's next cell.
const special = /[\\<*|]/g;

export const escapeMarkdown = (text: string): string =>
  text.replaceAll(special, (character) => `\\${character}`).replaceAll(/\s+/g, ' ');
