import t from 'tap';
import {
  parseCommandLine,
  parseEnvironment,
  parseProcessStat,
  programName,
} from '../../src/probes/process-files.ts';

t.test('a program goes by the base name of its first argument', async (t) => {
  const names = [
    [['/opt/bin/flanneld', '--ip-masq'], 'flanneld'],
    [['flanneld'], 'flanneld'],
    [['/usr/local/bin/k3s server'], 'k3s'],
    [[''], ''],
    [[], ''],
  ] as const;
  for (const [args, name] of names) t.equal(programName(args), name);
});

t.test('a command line is split, and its padding dropped', async (t) => {
  t.same(parseCommandLine('kube-proxy\0--a=b c\0\0x\0'), ['kube-proxy', '--a=b c', '', 'x']);
  t.same(parseCommandLine('/usr/local/bin/k3s server\0\0\0\0'), ['/usr/local/bin/k3s server']);
  t.same(parseCommandLine(''), ['']);
});

t.test('state and start are found behind any name', async (t) => {
  const fields = 'S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 31415 20 21';
  const stat = { state: 'S', startTicks: 31415 };
  t.same(parseProcessStat(`42 (flanneld) ${fields}\n`), stat);
  t.same(parseProcessStat(`42 (a) S (b ) ${fields}\n`), stat);
});

t.test('garbage is no state', async (t) => {
  for (const text of ['', '42 (x) S', '<html>', '42 (x)  1 2 3'])
    t.equal(parseProcessStat(text), undefined);
});

t.test('only flannel’s own variables are kept', async (t) => {
  const text = 'PATH=/bin\0FLANNELD_IFACE=eth1\0TOKEN=FLANNELD_A=b\0FLANNELD_B=c=d\0FLANNELD_C\0';
  t.same(parseEnvironment(text), { FLANNELD_IFACE: 'eth1', FLANNELD_B: 'c=d' });
  t.same(parseEnvironment(''), {});
});
