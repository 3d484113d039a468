import type { Test } from 'tap';
import { inject, revert } from './fault.ts';
import { faultNamed } from './faults.ts';
import type { Lab } from './lab.ts';
import { newSince, processesOn } from './leftovers.ts';
import { type Asked, type Outcome, outcomeOf } from './node-check.ts';

/** What node-check has to say of a broken node: every check that is not healthy. */
export interface Row extends Asked {
  readonly faults: readonly string[];
  /** Each line is "check Reason". */
  readonly roots?: readonly string[];
  readonly consequences?: readonly string[];
  readonly unknown?: readonly string[];
  /** Without it: what is not applicable on the healthy node either. */
  readonly notApplicable?: readonly string[];
  /** Without it: unhealthy with a root cause, else unknown with an unknown, else healthy. */
  readonly status?: Outcome['status'];
}

const codes: Readonly<Record<string, number>> = { healthy: 0, unhealthy: 1, unknown: 2 };

/** What is not applicable on a healthy node of the lab's shape. */
const notApplicableOn = ({ shape }: Lab): readonly string[] =>
  shape.backend === 'host-gw' ? ['flannel-interface NoFlannelInterface'] : [];

/** What no row says: without systemd a node has no services, nor what a boot leaves behind. */
const withoutSystemd = ({ shape }: Lab): readonly string[] =>
  shape.init === 'systemd' ? [] : ['boot-scripts NoBootScripts', 'node-services NoNodeServices'];

export function expectedOf(lab: Lab, row: Row): Outcome {
  const { roots = [], consequences = [], unknown = [] } = row;
  const status =
    row.status ?? (roots.length > 0 ? 'unhealthy' : unknown.length > 0 ? 'unknown' : 'healthy');
  return {
    code: codes[status] ?? -1,
    status,
    roots: roots.toSorted(),
    consequences: consequences.toSorted(),
    unknown: unknown.toSorted(),
    notApplicable: [
      ...(row.notApplicable ?? notApplicableOn(lab)),
      ...withoutSystemd(lab),
    ].toSorted(),
  };
}

/** Broken, named, mended, healthy again. */
export async function testRow(t: Test, lab: Lab, row: Row): Promise<void> {
  const title = [...row.faults, ...(row.through ?? []), ...(row.flags ?? [])].join(' ');
  const chosen = row.faults.map(faultNamed);
  await t.test(title, async (t) => {
    for (const fault of chosen) await inject(lab, 'n1', fault);
    try {
      const before = await processesOn(lab, 'n1');
      t.strictSame(await outcomeOf(lab, 'n1', row), expectedOf(lab, row), 'broken');
      t.strictSame(await newSince(before, lab, 'n1'), [], 'no process is left behind');
    } finally {
      for (const fault of chosen.toReversed()) await revert(lab, 'n1', fault);
    }
    await testHealthy(t, lab, 'mended');
  });
}

export async function testHealthy(t: Test, lab: Lab, when: string): Promise<void> {
  t.strictSame(await outcomeOf(lab, 'n1'), expectedOf(lab, { faults: [] }), when);
}

/** The rows of one lab, around them the proof that its nodes are healthy. */
export async function testRows(t: Test, lab: Lab, rows: readonly Row[]): Promise<void> {
  await testHealthy(t, lab, 'n1 is healthy before anything is broken');
  for (const row of rows) await testRow(t, lab, row);
}
