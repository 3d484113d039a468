import type { Config } from '../config/config.ts';
import { removeConditions as remove } from '../reporters/kubernetes/remove-conditions.ts';
import { compose, type Surroundings } from './compose.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface RemovalOptions extends Terminal, Surroundings {
  readonly signal: AbortSignal;
}

/** Takes node-check's conditions from the Node. Without credentials there can be none. */
export async function removeConditions(config: Config, options: RemovalOptions): Promise<ExitCode> {
  const { stdout, stderr, signal } = options;
  const parts = compose(config, options);
  try {
    const { client, access, nodeName: find } = parts.kubernetes;
    const found = await access.find();
    if (found.kind === 'none') {
      stdout.write(`nothing to remove: ${found.detail}\n`);
      return exitCodes.healthy;
    }
    const nodeName = await find(parts.probesOfRound(signal));
    const removal = await remove({ client, nodeName, random: Math.random });
    switch (removal.kind) {
      case 'removed':
        stdout.write(`the conditions of node-check are gone from ${nodeName}\n`);
        return exitCodes.healthy;
      case 'noNode':
        stdout.write(`nothing to remove: the API server knows no node ${nodeName}\n`);
        return exitCodes.healthy;
      case 'failed':
        stderr.write(`node-check: cannot remove its conditions: ${removal.detail}\n`);
        return exitCodes.output;
    }
  } finally {
    parts.close();
  }
}
