import t, { type Test } from 'tap';
import type { Ask } from './ask.ts';
import type { Heat } from './heat.ts';
import { withHeat } from './heat-test.ts';
import { type Signal, signalAws, signalCfn, signalWithToken } from './signals.ts';
import type { Stack } from './stack.ts';
import type { Stacks } from './stacks.ts';

const success: Signal = { status: 'SUCCESS', reason: 'healthy', id: 'node-check:n1' };
const failure: Signal = {
  status: 'FAILURE',
  reason: 'DockerBipNotConfigured docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
  id: 'node-check:n1',
};

/** A stack that waits for signals, and how it gets one; resolves with the answer's status. */
interface Waiting {
  readonly stack: Stack;
  readonly signal: (signal: Signal) => Promise<number>;
}

type Wait = (stacks: Stacks, ask: Ask, nodes: number) => Promise<Waiting>;

const handles: Readonly<Record<string, Wait>> = {
  async 'with a token'(stacks, ask, nodes) {
    const stack = await stacks.nodes({ nodes });
    return { stack, signal: async (signal) => (await signalWithToken(ask, stack, signal)).status };
  },
  async 'with CFN_SIGNAL'(stacks, ask, nodes) {
    const stack = await stacks.cfnSignal({ nodes });
    return { stack, signal: async (signal) => (await signalCfn(ask, stack, signal)).status };
  },
  async 'of AWS'(stacks, ask, nodes) {
    const stack = await stacks.awsHandle({ nodes });
    return { stack, signal: async (signal) => (await signalAws(ask, stack, signal)).status };
  },
};

async function testHandle(t: Test, { stacks, ask }: Heat, wait: Wait): Promise<void> {
  const [two, one] = await Promise.all([wait(stacks, ask, 2), wait(stacks, ask, 1)]);
  t.equal(await two.signal(success), 200);
  t.equal(await two.signal({ ...success, reason: 'still healthy' }), 200);
  t.equal(await one.signal(failure), 200);
  t.strictSame(await one.stack.outcome(), {
    status: 'CREATE_FAILED',
    reason: `Resource CREATE failed: WaitConditionFailure: resources.healthy: ${failure.reason}`,
  });
  t.match(await two.stack.state(), { status: 'CREATE_IN_PROGRESS' }, 'a repeat counts once');
  t.equal(await two.signal({ ...success, id: 'node-check:n2' }), 200);
  t.match(await two.stack.outcome(), { status: 'CREATE_COMPLETE' });
  const signals = (await two.stack.eventsOf('handle')).filter((event) => /^SIGNAL_/.test(event));
  t.strictSame(
    signals.toSorted(),
    ['healthy', 'healthy', 'still healthy'].map(
      (reason) => `SIGNAL_COMPLETE Signal: status:SUCCESS reason:${reason}`,
    ),
    'but each is an event',
  );
}

async function testRestart(t: Test, { stacks, ask, stop, start }: Heat): Promise<void> {
  const before = await stacks.nodes();
  await stop();
  await t.rejects(before.state(), 'nobody answers');
  await start();
  t.equal((await signalWithToken(ask, before, success)).status, 200);
  const after = await stacks.nodes();
  t.equal((await signalWithToken(ask, after, success)).status, 200);
  t.match(await after.outcome(), { status: 'CREATE_COMPLETE' });
  t.match(await before.state(), { status: 'CREATE_IN_PROGRESS' }, 'nobody minds it any more');
}

await withHeat(t, async (heat) => {
  for (const [name, wait] of Object.entries(handles))
    await t.test(`a handle ${name} hears of success and of failure`, (t) =>
      testHandle(t, heat, wait),
    );
  await t.test('a stack in progress does not outlive the end of Heat', (t) => testRestart(t, heat));
});
