import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, run } from './command.ts';
import type { Lab } from './lab.ts';
import { checkout, onMachine } from './machine.ts';
import type { NodeName } from './shape.ts';

const built = join(checkout, 'dist/node-check');

/** Users run the built file; without one the sources do, for a person at the command line. */
export function nodeCheckCommand(): [string, ...string[]] {
  return existsSync(built) ? [built] : [process.execPath, join(checkout, 'src/main.ts')];
}

/** Why rows cannot be run; undefined if they can. */
export const whyNotBuilt = (): string | undefined =>
  existsSync(built) ? undefined : 'dist/node-check is not there: npm run build';

export interface Asked {
  /** Flags beside --once --output json. */
  readonly flags?: readonly string[];
  /** A command that runs node-check, such as setpriv with its options. */
  readonly through?: readonly string[];
}

/** What a round on a node came to; each line is "check Reason", sorted. */
export interface Outcome {
  readonly code: number;
  readonly status: string;
  readonly roots: readonly string[];
  readonly consequences: readonly string[];
  readonly unknown: readonly string[];
  readonly notApplicable: readonly string[];
}

interface Named {
  readonly check: string;
  readonly reason: string;
}

interface JsonReport {
  readonly status: string;
  readonly rootCauses: readonly Named[];
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly findings: readonly { readonly reason: string }[];
  }[];
}

/** Runs the built node-check on a node, as a user does. */
export function nodeCheck(lab: Lab, node: NodeName, asked: Asked = {}): Promise<Ended> {
  const command = [...(asked.through ?? []), built, '--once', ...(asked.flags ?? [])];
  const [program = built, ...args] = command;
  return run(onMachine(lab.pids[node], [program, ...args]), { deadlineMs: 30_000 });
}

/** Throws, with all that was printed, when there is no report. */
export async function outcomeOf(lab: Lab, node: NodeName, asked: Asked = {}): Promise<Outcome> {
  const flags = ['--output', 'json', ...(asked.flags ?? [])];
  const ended = await nodeCheck(lab, node, { ...asked, flags });
  if (/^ +at .+:\d+/m.test(ended.stderr)) throw new Error(`a stack trace: ${ended.stderr}`);
  const report = parseReport(ended);
  const roots = sorted(report.rootCauses.map(({ check, reason }) => `${check} ${reason}`));
  const linesOf = (status: string) =>
    sorted(
      report.checks
        .filter((check) => check.status === status)
        .flatMap(({ name, findings }) => findings.map(({ reason }) => `${name} ${reason}`)),
    );
  return {
    code: ended.code,
    status: report.status,
    roots,
    consequences: linesOf('unhealthy').filter((line) => !roots.includes(line)),
    unknown: linesOf('unknown'),
    notApplicable: linesOf('notApplicable'),
  };
}

function parseReport({ code, stdout, stderr }: Ended): JsonReport {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`no report (exit code ${code}):\n${stdout}\n${stderr}`, { cause });
  }
}

const sorted = (lines: readonly string[]): readonly string[] => [...new Set(lines)].sort();
