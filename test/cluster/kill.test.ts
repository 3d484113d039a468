import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { takeSteps } from '../lab/lab.ts';
import type { NodeName } from '../lab/shape.ts';
import { eventsOf, patchesOf, startAgent, untilCondition } from './agent.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import { writeKubeletCredentials } from './kubeconfig.ts';
import { readNode } from './objects.ts';
import { until } from './until.ts';

const healthy = { type: 'FlannelProblem', status: 'False', reason: 'NoFlannelProblem' };
const broken = { ...healthy, status: 'True', reason: 'StaleBridge' };

const flags = ['--checks=pod-bridge,flannel-subnet-file', '--interval=5s'];

/** As many changes as are not damped. */
const phases = [
  { wanted: healthy, step: 'bridge_address "$LEASE.1/24"' },
  { wanted: broken, step: 'bridge_address 10.100.33.1/24' },
  { wanted: healthy, step: 'bridge_address "$LEASE.1/24"' },
  { wanted: broken, step: 'bridge_address 10.100.33.1/24' },
];

/** Of each phase on each of the two nodes. */
const kills = 25;

/** Most die while they start or judge, a few after they have told something. */
const lifeMs = (random: () => number): number =>
  random() < 0.1 ? 2_500 + random() * 3_000 : random() * 1_000;

interface Phase {
  readonly status: string;
  readonly from: number;
  readonly until: number;
}

async function testKills(
  t: Test,
  cluster: Cluster,
  { node, random }: { readonly node: NodeName; readonly random: () => number },
): Promise<void> {
  const { lab, plane } = cluster;
  await writeKubeletCredentials(plane, lab.pids[node], node);
  const { others: before } = splitOff(await readNode(plane, node));
  const lived: Phase[] = [];
  let transitionAt: string | undefined;
  for (const { wanted, step } of phases) {
    const from = Date.now();
    await takeSteps(lab, node, { node: step });
    for (let left = kills; left > 1; left -= 1) {
      const agent = await startAgent(cluster, node, { flags });
      await sleep(lifeMs(random));
      agent.signal('SIGKILL');
      await agent.ended;
    }
    const agent = await startAgent(cluster, node, { flags });
    const { lastTransitionTime } = await untilCondition(plane, node, wanted);
    t.not(lastTransitionTime, transitionAt, `${wanted.status}, with a time of its own`);
    transitionAt = lastTransitionTime;
    await sleep(random() * 100);
    agent.signal('SIGKILL');
    await agent.ended;
    lived.push({ status: wanted.status, from, until: Date.now() });
  }

  const agent = await startAgent(cluster, node, { flags });
  const events = await until('all Events to be told', async () => {
    const found = await eventsOf(plane, node);
    return found.some(({ count }) => count === 2) && found;
  });
  await agent.stop();
  t.match(
    events.map(({ reason, count }) => `${reason} ${count}`).sort(),
    ['NoFlannelProblem 1', 'StaleBridge 2'],
    'each change is told, and none twice',
  );

  const sent = patchesOf(plane, node).flatMap(({ conditions }) => conditions);
  t.ok(sent.length >= phases.length, `${sent.length} conditions were sent`);
  t.strictSame(
    sent.filter(({ status, reason }) =>
      phases.every(({ wanted }) => wanted.status !== status || wanted.reason !== reason),
    ),
    [],
    'nothing else than what was so',
  );
  t.strictSame(
    sent.filter((condition, index) => {
      const last = sent[index - 1] ?? condition;
      const isMoved = condition.lastTransitionTime !== last.lastTransitionTime;
      return isMoved !== (condition.status !== last.status);
    }),
    [],
    'a time of transition moves with the status, and only then',
  );
  t.strictSame(
    sent.filter(({ status, lastTransitionTime = '' }) => {
      const at = Date.parse(lastTransitionTime);
      // To the second; and a round that runs may have seen what has just gone.
      return !lived.some(
        (phase) => phase.status === status && at > phase.from - 1_000 && at < phase.until + 1_000,
      );
    }),
    [],
    'it turned while it was so',
  );
  t.strictSame(splitOff(await readNode(plane, node)).others, before, 'others are as they were');
}

const splitOff = ({ status }: Awaited<ReturnType<typeof readNode>>) => ({
  others: status.conditions.filter(({ type }) => type !== healthy.type),
});

/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

await withCluster(t, { backend: 'vxlan', bridge: 'cni0' }, async (cluster) => {
  t.jobs = 2;
  await Promise.all(
    (['n1', 'n2'] as const).map((node) => {
      const seed = Math.floor(Math.random() * 2 ** 32);
      const title = `killed ${phases.length * kills} times on ${node}, with seed ${seed}`;
      return t.test(title, { buffered: true }, (t) =>
        testKills(t, cluster, { node, random: randomFrom(seed) }),
      );
    }),
  );
});
