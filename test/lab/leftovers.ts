import { setTimeout as sleep } from 'node:timers/promises';
import { runOrThrow } from './command.ts';
import type { Lab } from './lab.ts';
import { onMachine } from './machine.ts';
import type { NodeName } from './shape.ts';

/** "PID COMMAND…" of what runs on a node. */
export async function processesOn(lab: Lab, node: NodeName): Promise<readonly string[]> {
  const listing = ['ps', '-eo', 'pid=,args='] as const;
  const lines = (await runOrThrow(onMachine(lab.pids[node], [...listing]))).split('\n');
  return lines.map((line) => line.trim()).filter((line) => !line.endsWith(listing.join(' ')));
}

/** What runs now and did not run before; it is given two seconds to end. */
export async function newSince(
  before: readonly string[],
  lab: Lab,
  node: NodeName,
): Promise<readonly string[]> {
  const known = new Set(before);
  const find = async () => (await processesOn(lab, node)).filter((line) => !known.has(line));
  for (let tries = 0; tries < 10 && (await find()).length > 0; tries += 1) await sleep(200);
  return find();
}
