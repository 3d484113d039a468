import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, startDaemon, untilReady } from '../cluster/daemon.ts';
import { until } from '../cluster/until.ts';
import { run } from '../lab/command.ts';
import { type Lab, takeSteps } from '../lab/lab.ts';
import { checkout, onMachine } from '../lab/machine.ts';
import type { NodeName } from '../lab/shape.ts';
import { tlsFixture } from '../support/web-servers.ts';
import type { CommandLine } from './cost.ts';
import { median } from './median.ts';
import {
  type CgroupVersion,
  cgroupVersions,
  type MemoryCgroup,
  makeMemoryCgroup,
} from './memory-cgroup.ts';
import type { Mark } from './rounds.ts';
import { isWell, type Requests, requestsAnHour, turnsWhenTold } from './simulated-hours.ts';

/** Many rounds in one process, one after the other without a pause. */
export interface ManyRounds {
  readonly rounds: number;
  /** Medians of the anonymous memory: of the rounds up to a fifth of them, and of the last fifth. */
  readonly earlyMiB: number;
  readonly lateMiB: number;
  /** After 20 s without a round; a daemon rests for 30 s after each. */
  readonly restMiB: number;
  readonly cpuMs: number;
  readonly processes: number;
}

/** How many processes the kernel has killed for want of memory; or why there is no such group. */
export type Survival = number | string;

export interface DaemonCosts {
  /** Of `dist/node-check` when the API server knows the first round. */
  readonly startMiB: number;
  readonly faultToPatchMs: number;
  readonly plain: ManyRounds;
  /** On the crowded node, which has got 5,000 peers. */
  readonly peers: ManyRounds;
  readonly fake: ManyRounds;
  readonly survival: Readonly<Record<CgroupVersion, Survival>>;
  readonly healthy: Requests;
  readonly flapping: Requests;
}

const fakeRounds = 10_000;
export const cgroupMiB = 80;

const port = 6443;
const kubeconfig = '/run/bench.kubeconfig';

/** A server for the node x on the machine, and the kubeconfig for it. */
async function startApiServer(lab: Lab, node: NodeName): Promise<Daemon> {
  const machine = lab.pids[node];
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': Buffer.from(tlsFixture('ca.pem')).toString('base64'),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster }],
    users: [{ name: 'bench', user: { token: 'bench' } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  };
  writeFileSync(`/proc/${machine}/root${kubeconfig}`, JSON.stringify(config));
  const program = join(import.meta.dirname, 'api-server.ts');
  const server = await startDaemon(machine, [process.execPath, program, String(port)]);
  await untilReady(server, async () => server.output().includes('ready'));
  return server;
}

/** From before the bridge gets another address until the server has answered the PATCH that says so. */
export async function faultToPatch(
  lab: Lab,
): Promise<Pick<DaemonCosts, 'startMiB' | 'faultToPatchMs'>> {
  const server = await startApiServer(lab, 'n1');
  const agent = await startDaemon(lab.pids.n1, [
    join(checkout, 'dist/node-check'),
    ...['--report', 'kubernetes', '--kubernetes-kubeconfig', kubeconfig, '--node-name', 'x'],
    ...['--state-dir', ''],
  ]);
  try {
    await untilReady(agent, async () => server.output().includes('told'));
    const startMiB = anonymousMiB(agent.pid);
    const at = Date.now();
    await takeSteps(lab, 'n1', { node: 'bridge_address 10.100.33.1/24' });
    const patchedAt = await until(
      'the PATCH',
      async () => /broken (\d+)/.exec(server.output())?.[1],
    );
    return { startMiB, faultToPatchMs: Number(patchedAt) - at };
  } finally {
    await agent.stop();
    await server.stop();
    await takeSteps(lab, 'n1', { node: 'bridge_up' });
  }
}

const anonymousMiB = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

export async function manyRounds(
  lab: Lab,
  node: NodeName,
  asked: { readonly kind: 'real' | 'fake'; readonly rounds: number; readonly group?: MemoryCgroup },
): Promise<ManyRounds> {
  const server = await startApiServer(lab, node);
  try {
    const program = [packed, asked.kind, String(asked.rounds), kubeconfig] as const;
    const argv: CommandLine = onMachine(lab.pids[node], [...program]);
    const ended = await run([...(asked.group?.around(argv) ?? argv)], { deadlineMs: 400_000 });
    if (ended.code !== 0) throw new Error(`${program.join(' ')}: ${ended.code} ${ended.stderr}`);
    return costsOf(
      ended.stdout
        .trim()
        .split('\n')
        .map((line): Mark => JSON.parse(line)),
    );
  } finally {
    await server.stop();
  }
}

/** Where the bench has packed rounds.ts. */
export const packed = join(checkout, 'dist/bench-rounds');

/** The last mark is that of the rest. */
export function costsOf(marks: readonly Mark[]): ManyRounds {
  const rounds = marks.slice(0, -1);
  const fifth = Math.ceil(rounds.length / 5);
  const [first, last, rest] = [rounds[fifth - 1], rounds.at(-1), marks.at(-1)];
  if (first === undefined || last === undefined || rest === undefined)
    throw new Error('there were no rounds');
  const count = Math.max(1, last.rounds - first.rounds);
  const memory = (of: readonly Mark[]): number => median(of.map((mark) => mark.anonymousMiB));
  return {
    rounds: rounds.length,
    earlyMiB: memory(rounds.slice(fifth / 2, fifth)),
    lateMiB: memory(rounds.slice(-fifth)),
    restMiB: rest.anonymousMiB,
    cpuMs: (last.cpuMs - first.cpuMs) / count,
    processes: (last.started - first.started) / count,
  };
}

/** Ten thousand rounds in each kind of memory cgroup that there is; outside if there is none. */
export async function survive(
  lab: Lab,
  node: NodeName,
): Promise<Pick<DaemonCosts, 'fake' | 'survival'>> {
  const asked = { kind: 'fake', rounds: fakeRounds } as const;
  const survival: Record<CgroupVersion, Survival> = { v1: '', v2: '' };
  let fake: ManyRounds | undefined;
  for (const version of cgroupVersions) {
    const group = makeMemoryCgroup(version, cgroupMiB * 2 ** 20);
    if (typeof group === 'string') {
      survival[version] = group;
      continue;
    }
    try {
      fake = await manyRounds(lab, node, { ...asked, group });
    } finally {
      survival[version] = group.killed();
      group.close();
    }
  }
  return { fake: fake ?? (await manyRounds(lab, node, asked)), survival };
}

export async function simulated(): Promise<Pick<DaemonCosts, 'healthy' | 'flapping'>> {
  return {
    healthy: await requestsAnHour(isWell, 24),
    flapping: await requestsAnHour(turnsWhenTold, 6),
  };
}
