import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { fileOn } from '../cluster/certificates.ts';
import { freshState, giveHandle, type Handle, signalsOf, tellOnce, untilSignals } from './node.ts';
import { sideBySide, type World } from './side-by-side.ts';
import type { NodesStack } from './stacks.ts';

const well = (node: string): string => `SUCCESS healthy, 7 of 7 required checks pass (${node})`;

const told = { code: 0, output: /Heat was told/ };

/** What each kind of handle hears of nodes that are well, and what nodes hear that are refused. */
export async function testHealthyNodes(t: Test, world: World): Promise<void> {
  const { stacks, setLives } = world.heat;
  // Every token of the moment, and Heat's own, too: there must be no other stack beside it.
  await setLives({ tokenS });
  const expiring = await stacks.nodes();
  await setLives({ tokenS: 3_600 });
  const [two, gone] = await Promise.all([stacks.nodes({ nodes: 2 }), stacks.nodes()]);
  await sideBySide(t, 'nodes that are well', {
    'two nodes complete a stack that waits for two, however often one begins anew': (t) =>
      testTwo(t, world, two),
    'a handle with CFN_SIGNAL is told by its attribute, and by its URL alone': (t) =>
      testCfn(t, world),
    'a handle of AWS is told': (t) => testAws(t, world),
    'a token that has expired is a problem of Heat, not of the node': async (t) => {
      await sleep(tokenS * 1_000);
      await testRefused(t, world, expiring);
    },
    'so is a wrong one, which is given up at the third refusal': async (t) => {
      const wrong = { ...two, token: two.token.replace(/.{8}$/, 'AAAAAAAA') };
      // The second attempt follows within half a minute, the third at the end of the wait.
      const output = await testRefused(t, world, wrong, '45s');
      t.match(output, /this node cannot report to Heat; giving up/);
    },
    'so is that of a stack that is gone': async (t) => {
      await gone.remove();
      await testRefused(t, world, gone);
    },
    'where flannel has left no trace yet Heat hears nothing': (t) => testEarly(t, world),
  });
}

const tokenS = 10;

async function testTwo(t: Test, { lab }: World, stack: NodesStack): Promise<void> {
  const { n1, n2 } = lab.pids;
  const own = giveHandle(n1, stack);
  t.match(await tellOnce(n1, own), told);
  t.match(await tellOnce(n1, own), { code: 0 }, 'a node remembers what it has told');
  t.match(await tellOnce(n1, giveHandle(n1, stack)), told, 'one that cannot repeats it');
  t.strictSame(await untilSignals(stack, 2), [well('n1'), well('n1')]);
  t.match(await stack.state(), { status: 'CREATE_IN_PROGRESS' }, 'which counts once');
  appendFileSync(fileOn(n2, '/etc/sysconfig/heat-params'), `WAIT_CURL="${stack.curlCli}"\n`);
  t.match(await tellOnce(n2, freshState(n2)), told, 'Magnum has it in heat-params');
  t.match(await stack.outcome(), { status: 'CREATE_COMPLETE' });
  t.strictSame(await untilSignals(stack, 3), [well('n1'), well('n1'), well('n2')]);
}

async function testCfn(t: Test, { heat, lab }: World): Promise<void> {
  const { n1, n2 } = lab.pids;
  const stack = await heat.stacks.cfnSignal({ nodes: 2 });
  const attribute = { url: JSON.stringify({ alarm_url: stack.url }) };
  t.match(await tellOnce(n1, giveHandle(n1, attribute)), told);
  t.match(await tellOnce(n2, giveHandle(n2, stack)), told);
  t.match(await stack.outcome(), { status: 'CREATE_COMPLETE' });
  t.strictSame(await signalsOf(stack), [well('n1'), well('n2')]);
}

async function testAws(t: Test, { heat, lab }: World): Promise<void> {
  const { n1 } = lab.pids;
  const stack = await heat.stacks.awsHandle();
  t.match(await tellOnce(n1, giveHandle(n1, stack)), told);
  t.match(await stack.outcome(), { status: 'CREATE_COMPLETE' });
  t.strictSame(await signalsOf(stack), [well('n1')]);
}

async function testRefused(t: Test, { lab }: World, handle: Handle, wait = '0s'): Promise<string> {
  const { n1 } = lab.pids;
  const { code, output } = await tellOnce(n1, [...giveHandle(n1, handle), `--wait=${wait}`]);
  t.equal(code, 74);
  t.match(output, /^n1: healthy/m);
  t.match(output, /401: the token has expired or is wrong, or the stack is gone/);
  t.match(output, /Heat refuses the signal; retrying/);
  t.match(output, /^node-check: Heat was not told/m);
  return output;
}

/** The router of the lab is a machine that could yet become a node. */
async function testEarly(t: Test, { heat, lab }: World): Promise<void> {
  const { router } = lab.pids;
  const stack = await heat.stacks.nodes();
  const { code, output } = await tellOnce(router, giveHandle(router, stack));
  t.equal(code, 2);
  t.match(output, /^node-check: Heat was not told \(flannel-subnet-file, NoFlannel /m);
  t.strictSame(await signalsOf(stack), []);
  t.match(await stack.state(), { status: 'CREATE_IN_PROGRESS' });
}
