import { join } from 'node:path';
import t, { type Test } from 'tap';
import { processes } from '../../src/probes/processes.ts';

const stat = (state: string, ticks = 500) =>
  `9 (name) ${state} ${Array(18).fill('0').join(' ')} ${ticks} 0\n`;
const running = (argv: string) => ({ cmdline: argv, stat: stat('S'), environ: '' });
const namespace = (t: Test, number: number) => ({
  ns: { pid: t.fixture('symlink', `pid:[${number}]`) },
});
const base = {
  stat: 'btime 1000\n',
  uptime: '',
  1: { comm: 'systemd\n', cmdline: '/sbin/init\0' },
};

t.test('the watched programs are found, with what they were given', async (t) => {
  const proc = t.testdir({
    ...base,
    20: {
      ...running('/opt/bin/flanneld\0--iface=eth1\0'),
      stat: stat('T', 1234),
      environ: 'FLANNELD_IP_MASQ=true\0SECRET=x\0',
    },
    3: { cmdline: 'kubelet\0', stat: stat('S') },
    4: running('bash\0-c\0flanneld\0'),
    5: running(''),
  });
  const kubelet = { pid: 3, name: 'kubelet', args: ['kubelet'], environment: {} };
  t.same(await processes('', proc), {
    complete: true,
    processes: [
      { ...kubelet, stopped: false, startedAt: 1_005_000 },
      {
        pid: 20,
        name: 'flanneld',
        args: ['/opt/bin/flanneld', '--iface=eth1'],
        environment: { FLANNELD_IP_MASQ: 'true' },
        stopped: true,
        startedAt: 1_012_340,
      },
    ],
  });
});

t.test('what is dead, gone or no process is left out', async (t) => {
  const proc = t.testdir({
    ...base,
    2: { ...running('flanneld\0'), stat: stat('Z') },
    3: { ...running('flanneld\0'), stat: stat('X') },
    4: { ...running('flanneld\0'), stat: 'garbage' },
    5: { cmdline: 'flanneld\0' },
    6: {},
    '7a': running('flanneld\0'),
  });
  t.same((await processes('', proc)).processes, []);
});

t.test('a node in a container of this machine has processes of its own', async (t) => {
  const network = (number: number) => ({ ns: { net: t.fixture('symlink', `net:[${number}]`) } });
  const first = { ...base[1], ...network(1) };
  const others = {
    2: { ...running('flanneld\0'), ...network(2) },
    3: { ...running('kubelet\0'), ...network(1) },
    4: running('dockerd\0'),
  };
  const pids = async (proc: string) => (await processes('', proc)).processes.map(({ pid }) => pid);
  t.same(await pids(t.testdir({ ...base, 1: first, ...others })), [3, 4]);
  const self = { self: network(2) };
  t.same(await pids(t.testdir({ ...base, ...self, ...others })), [2, 4], 'our own stands in');
  t.same(await pids(t.testdir({ ...base, ...others })), [2, 3, 4], 'unless that cannot be told');
});

t.test('what cannot be read for another reason is no absence', async (t) => {
  const unreadable = t.testdir({ ...base, 2: { cmdline: {} } });
  await t.rejects(processes('', unreadable), {
    reason: 'ToolFailed',
    message: /^cannot read the processes: EISDIR/,
  });
  await t.rejects(processes('', join(unreadable, 'none')), { message: /^cannot read .*none/ });
});

t.test('the list is complete where the host’s processes are seen', async (t) => {
  const initial = 4026531836;
  const cases = [
    ['an init program', { comm: 'runit\n' }, 1, true],
    ['our namespace is the first', { comm: 'shell\n' }, initial, true],
    ['a container’s own first process', { comm: 'node\n' }, 1, false],
    ['hidden processes', {}, initial, false],
    [
      'the first namespace behind an unknown init',
      { comm: 'x', ...namespace(t, initial) },
      1,
      true,
    ],
  ] as const;
  for (const [what, first, ours, complete] of cases) {
    const self = namespace(t, ours);
    const proc = t.testdir({ stat: 'btime 1\n', 1: { ...first, cmdline: '' }, self });
    t.equal((await processes('', proc)).complete, complete, what);
  }
});

t.test('the host’s own /proc is used where it is mounted', async (t) => {
  const own = { stat: 'btime 1\n' };
  const proc = { ...base, 7: running('kubelet\0') };
  const root = t.testdir({ host: { proc }, own, bare: {} });
  const found = async (hostRoot: string) =>
    (await processes(hostRoot, join(root, 'own'))).processes.length;
  t.equal(await found(join(root, 'host')), 1);
  t.equal(await found(join(root, 'bare')), 0);
});

t.test('this machine’s own /proc can be read', async (t) => {
  t.type((await processes('')).complete, 'boolean');
});
