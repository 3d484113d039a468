import t from 'tap';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { Recorded } from '../../src/domain/recorded.ts';
import { recordingProbes } from '../../src/runner/recording-probes.ts';
import { probesWith } from '../support/configured-check.ts';

t.test('questions are passed on, and noted with their answers', async (t) => {
  const noted: Recorded[] = [];
  const live = probesWith({
    directory: async (path) => [`${path}/a`],
    nftChain: async () => undefined,
  });
  const probes = recordingProbes(live, (each) => noted.push(each));
  t.same(await probes.directory('/etc'), ['/etc/a']);
  const chain = { family: 'ip', table: 't', chain: 'c' } as const;
  t.equal(await probes.nftChain(chain), undefined);
  t.same(noted, [
    { probe: 'directory', args: ['/etc'], answer: ['/etc/a'] },
    { probe: 'nftChain', args: [chain], answer: undefined },
  ]);
});

t.test('what went wrong is noted, and still goes wrong', async (t) => {
  const noted: Recorded[] = [];
  const live = probesWith({
    links: async () => {
      throw new ProbeError('ToolMissing', 'ip is not installed');
    },
    routes: () => Promise.reject('a text'),
  });
  const probes = recordingProbes(live, (each) => noted.push(each));
  await t.rejects(probes.links(), { reason: 'ToolMissing', message: 'ip is not installed' });
  await t.rejects(probes.routes());
  t.same(noted, [
    { probe: 'links', args: [], error: 'ip is not installed' },
    { probe: 'routes', args: [], error: 'a text' },
  ]);
});

t.test('what is no question is left as it is', async (t) => {
  const plain = { ...probesWith({}), name: 'x' };
  t.equal(Reflect.get(recordingProbes(plain, t.fail), 'name'), 'x');
});
