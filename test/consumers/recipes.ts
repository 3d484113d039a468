import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkout } from '../lab/machine.ts';

type Page = 'consumers' | 'operations';

/** The blocks of a language under a heading of a page in docs/. */
export function blocks(page: Page, heading: string, language: 'sh' | 'yaml'): readonly string[] {
  const text = readFileSync(join(checkout, `docs/${page}.md`), 'utf8');
  const section = text.split(/^##+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, of]) => of === language)
    .map(([, , block = '']) => block);
}

/** The first block of YAML under a heading of docs/consumers.md. */
export function recipe<Shape>(heading: string): Shape {
  const [block] = blocks('consumers', heading, 'yaml');
  if (block === undefined) throw new Error(`docs/consumers.md has no YAML under ${heading}`);
  return parse(block);
}
