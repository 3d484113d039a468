import { readdirSync, readFileSync } from 'node:fs';
import type { BundledPackage } from './bundled-packages.ts';

/** The licences of all that the executable is made of: Node with its parts, and what is bundled. */
export function thirdPartyLicenses(packages: readonly BundledPackage[]): string {
  const node = `node_modules/node-linux-${process.arch}`;
  return [
    'node-check holds Node.js and packages of npm. These are their licences.',
    section('Node.js', licenseIn(node)),
    ...packages.map(({ folder, name, version }) =>
      section(`${name} ${version}`, licenseIn(folder)),
    ),
    // Some packages hold others' files, which say so in a comment.
    section(
      'Files inside of these packages',
      readFileSync('dist/node-check.mjs.LEGAL.txt', 'utf8'),
    ),
  ].join('\n\n');
}

const section = (title: string, text: string): string =>
  `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text.trim()}\n`;

function licenseIn(folder: string): string {
  const names = readdirSync(folder).filter((name) => /^(?:licen[cs]e|notice)\b/i.test(name));
  if (names.length === 0) throw new Error(`${folder} has no licence to go with it`);
  return names.map((name) => readFileSync(`${folder}/${name}`, 'utf8').trim()).join('\n\n');
}
