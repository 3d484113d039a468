import { maskSecrets } from '../mask-secrets.ts';

/** With "Signal: status:FAILURE reason:" before it, what the 255 characters of a Heat event hold. */
const mostCharacters = 225;
const mostOfNode = 64;

/**
 * One line for Heat, the node at its end. It has no colon, because Heat takes the text apart at each
 * of them, and no semicolon, with which Heat joins the reasons of several nodes.
 */
export function reasonLine(text: string, node: string): string {
  const end = ` (${cut(plain(node), mostOfNode)})`;
  return `${cut(plain(maskSecrets(text)), mostCharacters - end.length)}${end}`;
}

const plain = (text: string): string =>
  text
    .replace(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/(\.\d{1,3}|\.[a-z-]+|\]):(\d{1,5})(?![\w:])/gi, '$1 port $2')
    .replaceAll('://', '//')
    .replaceAll(': ', ' - ')
    .replaceAll(':', '-')
    .replaceAll(';', ',')
    .trim();

const cut = (text: string, most: number): string => {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 3).join('')}...`;
};
