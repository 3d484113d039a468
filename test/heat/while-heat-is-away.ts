import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { giveHandle, signalsOf, startNodeCheck, untilSaid } from './node.ts';
import type { World } from './side-by-side.ts';

/** Healthy nodes go on trying, and say so. */
export async function testUnwillingHeat(t: Test, { heat, lab }: World): Promise<void> {
  // Not n2: Heat's address in its heat-params makes it unwell while Heat is away.
  const { n1 } = lab.pids;
  const { stacks, setPorts, setLives } = heat;
  const [byToken, byUrl] = await Promise.all([stacks.nodes(), stacks.awsHandle()]);
  await setLives({ signedUrlMin: 0 });
  const once = await startNodeCheck(n1, ['--once', '--wait=5m', ...giveHandle(n1, byUrl)]);
  await untilSaid(once, /403: the signed URL has expired or is wrong/);
  await setLives({ signedUrlMin: 15 });

  await t.test('a daemon tells Heat as soon as Heat can be reached', async (t) => {
    await setPorts('closed');
    const daemon = await startNodeCheck(n1, giveHandle(n1, byToken));
    await untilSaid(daemon, /ECONNREFUSED.*Heat could not be told; retrying/);
    await setPorts('silent');
    // Long enough for an attempt that nothing answers.
    await sleep(10_000);
    t.match(await byToken.state(), { status: 'CREATE_IN_PROGRESS' });
    await setPorts('open');
    await untilSaid(daemon, /Heat was told/);
    t.match(await byToken.outcome(), { status: 'CREATE_COMPLETE' });
    t.equal((await signalsOf(byToken)).length, 1);
    t.equal(await daemon.stop(), 0);
  });
  await t.test('a signed URL is tried again after Keystone was mistaken', async (t) => {
    t.equal(await once.ended, 0);
    t.match(await byUrl.outcome(), { status: 'CREATE_COMPLETE' });
  });
}
