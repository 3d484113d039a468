import { maskSecrets } from '../../domain/mask-secrets.ts';
import { oneLine } from '../kubernetes/one-line.ts';

/** What was put into it is escaped. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[];

/** Markup with texts in it: each is masked, made one harmless line of at most 1024 characters, and escaped. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: String.raw({ raw: literals }, ...parts.map(markupOf)),
});

function markupOf(part: Part): string {
  if (typeof part === 'number') return `${part}`;
  if (typeof part === 'string') return escapeHtml(oneLine(maskSecrets(part)));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const special = /[&<>"']/g;

const escapeHtml = (text: string): string =>
  text.replaceAll(special, (character) => `&#${character.codePointAt(0)};`);
