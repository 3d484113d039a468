import { join } from 'node:path';
import type { RunTool } from '../clients/command.ts';
import { pathExists } from './path-exists.ts';

export interface Journal {
  readonly run: RunTool;
  readonly hostRoot: string;
}

/** The last 50 entries of a unit, without their times; empty where systemd does not run. */
export async function journalOf(unit: string, { run, hostRoot }: Journal): Promise<string> {
  if (!(await pathExists(join(hostRoot, '/run/systemd/system')))) return '';
  const root = `--root=${join('/', hostRoot)}`;
  const args = [root, '--no-pager', '-q', '-o', 'cat', '-n', '50', '-u', unit];
  return (await run('journalctl', args)).stdout;
}
