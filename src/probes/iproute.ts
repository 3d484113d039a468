import type { CommandResult, RunTool } from '../clients/command.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { failedCommand } from './failed-command.ts';

/** iproute2's and BusyBox's ways to say that they don't know -j. */
const refused = /"-j" is unknown|(?:invalid|unrecognized) option.*\bj\b/;

/** Versions between 4.9 and 4.17 take -j and print text all the same, for some of their objects. */
const plainText =
  /^(?:\d+: \S+: <|(?:default|unreachable|blackhole|prohibit|[\da-f]*[.:][\da-f.:]+(?:\/\d+)?) )/;

/** What `ip -j …` or `bridge -j …` prints. */
export async function askIproute(
  run: RunTool,
  [file, ...args]: readonly ['ip' | 'bridge', ...string[]],
): Promise<string> {
  const result = await run(file, ['-j', ...args]);
  if (isTooOld(result)) throw new ProbeError('ToolTooOld', `${file} cannot print JSON`);
  if (result.exitCode !== 0) throw failedCommand([file, '-j', ...args].join(' '), result);
  return result.stdout;
}

const isTooOld = ({ exitCode, stdout, stderr }: CommandResult): boolean =>
  exitCode === 0 ? plainText.test(stdout) : refused.test(stderr);
