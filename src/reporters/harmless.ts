const blanks = /[\t\n\v\f\r]+/g;
// Controls, invisible and direction-changing characters, lone surrogates, line separators.
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line that no terminal takes for a command: blanks become spaces, the rest is spelled out. */
export const harmless = (text: string): string =>
  text
    .replaceAll(blanks, ' ')
    .replaceAll(unsafe, (character) => spelledOut(Number(character.codePointAt(0))));

function spelledOut(code: number): string {
  const hex = code.toString(16);
  return code < 0x1_00 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}
