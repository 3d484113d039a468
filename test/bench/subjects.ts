import { join } from 'node:path';
import { checks } from '../../src/checks/registry.ts';
import { checkout } from '../lab/machine.ts';
import type { CommandLine } from './cost.ts';

export const nodeKinds = ['plain', 'crowded'] as const;
export const subjectNames = [
  'node -e 0',
  'node-check --version',
  'the guide by hand',
  'node-check --once, local checks',
  'node-check --once',
] as const;

export type NodeKind = (typeof nodeKinds)[number];
export type Subject = (typeof subjectNames)[number];

const nodeCheck = join(checkout, 'dist/node-check');

/** Those that ask nobody but the node itself. */
const localChecks = checks
  .filter(({ condition }) => !['ExternalNetworkProblem', 'DNSProblem'].includes(condition))
  .map(({ name }) => name);

/** What is measured. */
export const subjects: Readonly<Record<Subject, CommandLine>> = {
  'node -e 0': [process.execPath, '-e', '0'],
  'node-check --version': [nodeCheck, '--version'],
  'the guide by hand': ['bash', join(import.meta.dirname, 'guide.sh')],
  'node-check --once, local checks': [nodeCheck, '--once', '--checks', localChecks.join(',')],
  'node-check --once': [nodeCheck, '--once'],
};
