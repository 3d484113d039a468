import type { Test } from 'tap';
import { skipOrFail } from '../lab/lab-test.ts';
import { whyNotBuilt } from '../lab/node-check.ts';
import { type Heat, startHeat } from './heat.ts';
import { whyNoHeat } from './requirements.ts';

/** Gives a test file its Heat; where there can be none the file is skipped, or fails if asked to. */
export async function withHeat(t: Test, body: (heat: Heat) => Promise<void>): Promise<void> {
  const obstacle = whyNoHeat() ?? whyNotBuilt();
  if (obstacle !== undefined) return skipOrFail(t, obstacle, 'heat');
  t.setTimeout(600_000);
  const heat = await startHeat();
  try {
    await body(heat);
  } finally {
    await heat.close();
  }
}
