import t from 'tap';
import { parseKernelStat } from '../../src/domain/kernel-stat.ts';
import { fixture } from '../support/fixture.ts';
import { garbage } from '../support/garbage.ts';

t.test('what a kernel shows is read', async (t) => {
  const stat = parseKernelStat(fixture('arp-cache.linux-6.18.txt'));
  t.equal(stat?.entries, 0x0b);
  t.equal(stat?.counted('allocs'), 0x237 + 0xfd1);
  t.equal(parseKernelStat(fixture('nf-conntrack.linux-6.18.txt'))?.entries, 0);
});

t.test('entries are told by each processor, the rest is counted by each', async (t) => {
  const stat = parseKernelStat(
    'entries  drop table_fulls\n00000010 0000000a 00000001\n00000010 00000005 00000000\n',
  );
  t.equal(stat?.entries, 16);
  t.equal(stat?.counted('drop'), 15);
  t.equal(stat?.counted('table_fulls'), 1);
});

t.test('a counter that this kernel lacks has counted nothing', async (t) => {
  t.equal(parseKernelStat('entries\n00000001\n')?.counted('table_fulls'), 0);
});

for (const [what, text] of Object.entries({
  ...garbage,
  'a head alone': 'entries\n',
  letters: 'entries\nxyz\n',
})) {
  t.test(`${what} is no such file`, async (t) => {
    t.equal(parseKernelStat(text), undefined);
  });
}
