import type { CommandResult } from '../clients/command.ts';
import { ProbeError } from '../domain/probe-error.ts';

const noRight = /operation not permitted|permission denied|must be root/i;

/** What a command that exits with an error has told us. */
export function failedCommand(command: string, { exitCode, stderr }: CommandResult): ProbeError {
  const line = stderr.split('\n').find((text) => text.trim() !== '');
  const told = line?.trim().slice(0, 200) ?? `exit code ${exitCode}`;
  return new ProbeError(
    noRight.test(stderr) ? 'NotPermitted' : 'ToolFailed',
    `${command}: ${told}`,
  );
}
