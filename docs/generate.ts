// `npm run docs` writes what the documents say of checks and options; `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { checks } from '../src/checks/registry.ts';
import { optionTable } from '../src/config/option-table.ts';
import { optionsFor } from '../src/config/options.ts';
import { reasonPages } from '../src/domain/reason-pages.ts';
import { sharedReasons } from '../src/domain/shared-reasons.ts';
import { renderCheckTable } from '../src/reporters/check-table.ts';
import { metrics } from '../src/reporters/http/metrics.ts';
import { renderMetricsDocument } from '../src/reporters/http/metrics-document.ts';
import { renderRunbook } from '../src/reporters/runbook.ts';
import { replaceMarkedSection } from './marked-section.ts';

const root = new URL('../', import.meta.url);

const documents: readonly { readonly path: string; readonly textNow: () => string }[] = [
  { path: 'docs/runbook.md', textNow: () => renderRunbook(reasonPages(checks, sharedReasons)) },
  { path: 'docs/metrics.md', textNow: () => renderMetricsDocument(metrics) },
  { path: 'README.md', textNow: () => readmeWithTables(readDocument('README.md')) },
];

/** Paths of the documents that differ from what the sources say; throws when a mark is missing. */
export const staleDocuments = (): readonly string[] =>
  documents.filter(({ path, textNow }) => readDocument(path) !== textNow()).map(({ path }) => path);

function readmeWithTables(readme: string): string {
  const sections = [
    { name: 'checks', body: renderCheckTable(checks) },
    { name: 'options', body: optionTable(optionsFor(checks)) },
  ];
  return sections.reduce(replaceMarkedSection, readme);
}

const readDocument = (path: string): string => {
  const file = new URL(path, root);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

function compare(): void {
  for (const path of staleDocuments()) {
    process.stderr.write(`${path} is not what the sources say: npm run docs\n`);
    process.exitCode = 1;
  }
}

function write(): void {
  for (const { path, textNow } of documents) writeFileSync(new URL(path, root), textNow());
}

function main(): void {
  try {
    process.argv.includes('--check') ? compare() : write();
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) main();
