import t from 'tap';
import type { Probes } from '../../src/domain/probes.ts';
import { askOnce } from '../../src/runner/round-probes.ts';

/** Probes that give back what they were asked, and count how often. */
function recordingProbes() {
  const asked: string[] = [];
  const probes = new Proxy({} as Probes, {
    get:
      (_, method) =>
      async (...args: unknown[]) => {
        asked.push(`${String(method)} ${JSON.stringify(args)}`);
        return asked.at(-1);
      },
  });
  return { probes: askOnce(probes), asked };
}

const rule = { family: 4, table: 'nat', chain: 'X' } as const;

t.test('each question reaches its own probe, with its arguments, once', async (t) => {
  const { probes, asked } = recordingProbes();
  const questions: readonly (() => Promise<unknown>)[] = [
    () => probes.file('/a'),
    () => probes.endOfFile('/a'),
    () => probes.directory('/a'),
    () => probes.links(),
    () => probes.routes(),
    () => probes.forwardingEntries('a'),
    () => probes.neighbour('a', 'b'),
    () => probes.processes(),
    () => probes.units(),
    () => probes.containers(),
    () => probes.runtime('docker'),
    () => probes.rules(rule),
    () => probes.nftChain({ family: 'ip', table: 'a', chain: 'b' }),
    () => probes.ping('a'),
    () => probes.tcp('a', 1),
    () => probes.resolve('a', 'b'),
    () => probes.http('a'),
    () => probes.web({ url: 'a' }),
    () => probes.logTail({ units: [], containers: [], files: ['a'] }),
    () => probes.ownNode(),
    () => probes.formerPeers({ writtenAt: 0, devices: [] }),
    () => probes.bootedAt(),
  ];
  for (const ask of questions) t.equal(await ask(), await ask());
  t.equal(asked.length, questions.length);
  t.same(asked.slice(0, 3), ['file ["/a"]', 'endOfFile ["/a"]', 'directory ["/a"]']);
  t.ok(asked.includes('tcp ["a",1]'));
});

t.test('other arguments are another question, another order of fields is not', async (t) => {
  const { probes, asked } = recordingProbes();
  await probes.file('/a');
  await probes.file('/b');
  await probes.rules(rule);
  await probes.rules({ chain: 'X', table: 'nat', family: 4 });
  await probes.rules({ ...rule, rule: 1 });
  t.equal(asked.length, 4);
});

t.test('a failure is shared too, and harms nobody who does not wait for it', async (t) => {
  let calls = 0;
  const failing = {
    links: async () => {
      calls += 1;
      throw new Error('no answer');
    },
  };
  const probes = askOnce({ ...recordingProbes().probes, ...failing });
  void probes.links();
  await new Promise((resolve) => setImmediate(resolve));
  await t.rejects(probes.links(), { message: 'no answer' });
  t.equal(calls, 1);
});
