import type { Test } from 'tap';
import { type Lab, startLab } from './lab.ts';
import { whyNotBuilt } from './node-check.ts';
import { whyNoLab } from './requirements.ts';
import type { LabShape } from './shape.ts';

/** Gives a test file its lab; where there can be none the file is skipped, or fails if asked to. */
export async function withLab(
  t: Test,
  shape: LabShape,
  body: (lab: Lab) => Promise<void>,
): Promise<void> {
  const obstacle = whyNoLab() ?? whyNotBuilt();
  if (obstacle !== undefined) return skipOrFail(t, obstacle);
  t.setTimeout(600_000);
  const { lab, close } = await startLab(shape);
  try {
    await body(lab);
  } finally {
    await close();
  }
}

/** `level` is the word by which NODE_CHECK_REQUIRE asks for it. */
export function skipOrFail(t: Test, obstacle: string, level = 'lab'): void {
  const { NODE_CHECK_REQUIRE: required = '' } = process.env;
  if (required.split(',').includes(level)) t.fail(obstacle);
  else t.plan(0, obstacle);
}
