import { isIPv6 } from 'node:net';
import builder from 'ping/lib/builder/linux.js';
import LinuxParser from 'ping/lib/parser/linux.js';
import type { CommandResult, RunTool } from '../clients/command.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { PingAnswer } from '../domain/probes.ts';
import { failedCommand } from './failed-command.ts';

/** A firewall that drops what we send shows as `sendmsg: Operation not permitted`. */
const noRight = /^(?!.*sendmsg:).*(?:operation not permitted|permission denied|cap_net_raw)/im;
const noReply = [
  /^From .*(?:unreachable|prohibited|filtered|exceeded).*/im,
  /^\S*ping6?: (?!invalid option|unrecognized option).*/m,
  /^.*100% packet loss.*/m,
];

/** Up to two echo requests, a second apart; the first reply ends it. */
export async function ping(run: RunTool, target: string): Promise<PingAnswer> {
  if (target.startsWith('-')) throw new ProbeError('ToolFailed', `${target} is not an address`);
  const answer = await answerOrError(run('ping', pingArguments(target)));
  if (!(answer instanceof ProbeError)) return parsePing(answer);
  const detail = answer.message;
  if (answer.reason === 'ToolMissing') return { kind: 'notInstalled', detail };
  if (answer.reason === 'NotPermitted') return { kind: 'notPermitted', detail };
  throw answer;
}

const pingArguments = (target: string): readonly string[] =>
  builder.getCommandArguments(target, {
    numeric: true,
    timeout: 2,
    // With a deadline ping goes on until it has as many replies, not until it has sent as many.
    deadline: 2,
    min_reply: 1,
    extra: isIPv6(target) ? ['-6'] : [],
  });

export function parsePing(result: CommandResult): PingAnswer {
  const rttMs = firstRtt(result.stdout);
  if (rttMs !== undefined) return { kind: 'reply', rttMs };
  const refusal = noRight.exec(result.stderr)?.[0];
  if (refusal !== undefined) return { kind: 'notPermitted', detail: refusal.trim() };
  const output = `${result.stdout}\n${result.stderr}`;
  const detail = noReply.map((line) => line.exec(output)?.[0]).find((line) => line !== undefined);
  if (detail === undefined) throw failedCommand('ping', result);
  return { kind: 'silent', detail: detail.trim() };
}

function firstRtt(stdout: string): number | undefined {
  const parser = new LinuxParser('', {});
  try {
    // The parser's regular expressions take the square of a line's length.
    for (const line of stdout.split('\n')) parser.eat(line.slice(0, 500));
    const { alive, time } = parser.getResult();
    return alive && Number.isFinite(time) ? time : undefined;
  } catch {
    // The parser throws for whatever does not look like ping's output.
    return undefined;
  }
}
