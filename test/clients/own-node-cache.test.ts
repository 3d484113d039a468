import t from 'tap';
import { createOwnNodeCache } from '../../src/clients/own-node-cache.ts';
import type { OwnNode } from '../../src/domain/own-node.ts';

const node = (uid: string): OwnNode => ({ name: 'n1', uid, podCidrs: [], flannel: {} });

function createSample() {
  let now = 0;
  let asked = 0;
  const cache = createOwnNodeCache({ elapsed: () => now });
  return {
    cache,
    pass: (ms: number) => {
      now += ms;
    },
    asked: () => asked,
    ask: (answer: () => Promise<OwnNode | undefined>) =>
      cache.get(() => {
        asked += 1;
        return answer();
      }),
  };
}

t.test('what was answered is known for ten minutes', async (t) => {
  const { ask, pass, asked } = createSample();
  t.equal((await ask(async () => node('a')))?.uid, 'a');
  pass(599_000);
  t.equal((await ask(async () => node('b')))?.uid, 'a');
  pass(2_000);
  t.equal((await ask(async () => node('b')))?.uid, 'b');
  t.equal(asked(), 2);
});

t.test('a failure, and no answer, stand for a minute', async (t) => {
  const { ask, pass, asked } = createSample();
  await t.rejects(
    ask(() => Promise.reject(new Error('away'))),
    { message: 'away' },
  );
  await t.rejects(
    ask(async () => node('a')),
    { message: 'away' },
  );
  pass(61_000);
  t.equal(await ask(async () => undefined), undefined);
  t.equal(await ask(async () => node('a')), undefined);
  pass(61_000);
  t.equal((await ask(async () => node('a')))?.uid, 'a');
  t.equal(asked(), 3);
});

t.test('what somebody else was shown need not be asked', async (t) => {
  const { cache, ask, asked } = createSample();
  cache.put(node('seen'));
  t.equal((await ask(async () => node('a')))?.uid, 'seen');
  t.equal(asked(), 0);
});

t.test('what is doubted is asked anew', async (t) => {
  const { cache, ask } = createSample();
  await ask(async () => node('a'));
  cache.forget();
  t.equal((await ask(async () => node('b')))?.uid, 'b');
});
