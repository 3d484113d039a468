import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunTool } from '../clients/command.ts';
import type { NeighbourState } from '../domain/probes.ts';
import { askIproute } from './iproute.ts';
import { parseObjects, required, textsField, wrongFormat } from './json-fields.ts';

export interface Neighbour {
  readonly address: string;
  readonly device: string;
}

const states: readonly NeighbourState[] = [
  'ABSENT',
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
  'NOARP',
  'PERMANENT',
];
/** Need no packet to be believed. FAILED does: it may be of long ago. */
const sure: readonly NeighbourState[] = ['REACHABLE', 'PERMANENT', 'NOARP'];
/** After a packet the kernel takes 5 s and more to doubt these: a later round sees the end of it. */
const slow: readonly NeighbourState[] = ['STALE', 'DELAY'];
const undecided: readonly NeighbourState[] = ['ABSENT', 'INCOMPLETE', 'PROBE'];
const longestPauseMs = 200;

/** The neighbour's state, after a packet that makes the kernel look for it; `pollMs` is the first of growing pauses. */
export async function neighbour(
  { address, device }: Neighbour,
  { run, pollMs, patienceMs }: { run: RunTool; pollMs: number; patienceMs: number },
): Promise<NeighbourState> {
  const query = ['ip', 'neigh', 'show', 'to', address, 'dev', device, 'nud', 'all'] as const;
  const read = async () => parseNeighbour(await askIproute(run, query));

  let state = await read();
  if (sure.includes(state)) return state;
  await poke({ address, device });
  if (slow.includes(state)) return state;
  const patientUntil = performance.now() + patienceMs;
  let pauseMs = pollMs;
  do {
    await delay(pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    state = await read();
  } while (undecided.includes(state) && performance.now() < patientUntil);
  return state;
}

export function parseNeighbour(text: string): NeighbourState {
  const command = 'ip -j neigh show';
  const [entry] = parseObjects({ text, command });
  if (entry === undefined) return 'ABSENT';
  if (!Array.isArray(entry['state'])) throw wrongFormat(command);
  const [named = 'ABSENT'] = textsField(entry, 'state');
  return required(
    states.find((state) => state === named),
    command,
  );
}

/** Sends one datagram to the discard port. That it cannot be sent shows in the neighbour's state. */
async function poke({ address, device }: Neighbour): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const target = /^fe[89ab]/i.test(address) ? `${address}%${device}` : address;
  await new Promise<void>((resolve) => {
    const done = () => resolve();
    socket.once('error', done);
    socket.send('', 9, target, done);
  });
  socket.close();
}
