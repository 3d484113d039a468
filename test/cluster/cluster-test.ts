import type { Test } from 'tap';
import { skipOrFail } from '../lab/lab-test.ts';
import { whyNotBuilt } from '../lab/node-check.ts';
import type { LabShape } from '../lab/shape.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { findPrograms } from './programs.ts';
import { whyNoCluster } from './requirements.ts';

/** Gives a test file its cluster; where there can be none the file is skipped, or fails if asked to. */
export async function withCluster(
  t: Test,
  shape: LabShape,
  body: (cluster: Cluster) => Promise<void>,
): Promise<void> {
  const obstacle = whyNoCluster() ?? whyNotBuilt();
  const programs = findPrograms();
  if (obstacle !== undefined || 'missing' in programs)
    return skipOrFail(t, obstacle ?? '', 'cluster');
  t.setTimeout(900_000);
  const { cluster, close } = await startCluster(shape, programs);
  try {
    await body(cluster);
  } finally {
    await close();
  }
}
