import type { Test } from 'tap';
import type { Lab } from '../lab/lab.ts';
import type { Heat } from './heat.ts';

/** A lab's nodes, and the Heat that they reach. */
export interface World {
  readonly heat: Heat;
  readonly lab: Lab;
}

/** Runs independent tests together: most of their time is Heat's or a pause. */
export async function sideBySide(
  t: Test,
  title: string,
  tests: Readonly<Record<string, (t: Test) => Promise<void>>>,
): Promise<void> {
  const entries = Object.entries(tests);
  await t.test(title, { jobs: entries.length }, async (t) => {
    await Promise.all(entries.map(([name, test]) => t.test(name, { buffered: true }, test)));
  });
}
