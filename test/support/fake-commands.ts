import type { CommandResult, CommandRunner, RunTool } from '../../src/clients/command.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';

export type FakeAnswer = string | Partial<CommandResult> | ProbeError;

export interface FakeCommands extends CommandRunner {
  readonly run: RunTool;
  /** The command lines that were asked for, in order. */
  readonly asked: readonly string[];
}

/**
 * Answers from a table by command line: with a text on stdout, or a result, or an error; from a
 * list one after the other, the last again and again. What is not in it is not installed.
 */
export function fakeCommands(
  table: Readonly<Record<string, FakeAnswer | readonly FakeAnswer[]>>,
): FakeCommands {
  const asked: string[] = [];
  const run: RunTool = async (file, args) => {
    const command = [file, ...args].join(' ');
    const earlier = asked.filter((other) => other === command).length;
    asked.push(command);
    const answers = [table[command] ?? new ProbeError('ToolMissing', `${file} is not installed`)];
    const list = answers.flat();
    const answer = list[Math.min(earlier, list.length - 1)] ?? '';
    if (answer instanceof ProbeError) throw answer;
    const result = typeof answer === 'string' ? { stdout: answer } : answer;
    return { exitCode: 0, stdout: '', stderr: '', ...result };
  };
  const follow = (file: string) =>
    Promise.reject<never>(new ProbeError('ToolMissing', `${file} is not installed`));
  return { run, asked, follow, killAll: () => {}, started: 0, running: 0 };
}
