import t from 'tap';
import type { Process } from '../../src/domain/probes.ts';
import {
  findDockerd,
  findFlanneld,
  findK3s,
  findKubelet,
  findKubeProxy,
  flagValue,
  flagValues,
  flannelSetting,
} from '../../src/domain/process-flags.ts';
import { damagedTexts, durationOf, soonMs } from '../support/damaged-texts.ts';
import { processOf } from '../support/facts.ts';

const flags: readonly (readonly [commandLine: string, name: string, values: readonly string[]])[] =
  [
    ['dockerd --bip=10.100.54.1/24', 'bip', ['10.100.54.1/24']],
    ['dockerd --bip 10.100.54.1/24 --mtu=1450', 'bip', ['10.100.54.1/24']],
    ['flanneld -etcd-prefix=/atomic.io/network', 'etcd-prefix', ['/atomic.io/network']],
    ['flanneld -iface eth1', 'iface', ['eth1']],
    ['flanneld --iface=eth0 --iface=eth1', 'iface', ['eth0', 'eth1']],
    ['flanneld --iface-regex=eth.*', 'iface', []],
    ['dockerd --bip=', 'bip', ['']],
    ['dockerd --bip', 'bip', ['']],
    ['dockerd --opt=a=b', 'opt', ['a=b']],
    ['dockerd bip=10.100.54.1/24', 'bip', []],
    ['dockerd ---bip=10.100.54.1/24', 'bip', []],
    ['dockerd', 'bip', []],
  ];

for (const [commandLine, name, values] of flags)
  t.test(`${commandLine} has ${values.length} values of ${name}`, async (t) => {
    const { args } = processOf(commandLine);
    t.strictSame(flagValues(args, name), values);
    t.equal(flagValue(args, name), values.at(-1), 'the last one counts');
  });

t.test('a value may hold a line break', async (t) => {
  t.equal(flagValue(['kubelet', '--labels=a\nb'], 'labels'), 'a\nb');
});

t.test("flannel's setting comes from its flag, else from its variable", async (t) => {
  const environment = { FLANNELD_SUBNET_FILE: '/run/flanneld/subnet.env' };
  const told = processOf('flanneld --subnet-file=/run/flannel/subnet.env', { environment });
  t.equal(flannelSetting(told, 'subnet-file'), '/run/flannel/subnet.env');
  t.equal(
    flannelSetting(processOf('flanneld', { environment }), 'subnet-file'),
    '/run/flanneld/subnet.env',
  );
  t.equal(flannelSetting(processOf('flanneld'), 'subnet-file'), undefined);
});

type Finder = (processes: readonly Process[]) => Process | undefined;

const finders: readonly (readonly [
  find: Finder,
  found: readonly string[],
  not: readonly string[],
])[] = [
  [findFlanneld, ['/opt/bin/flanneld --ip-masq', 'flanneld'], ['flanneld-helper', 'kubelet']],
  [
    findKubelet,
    ['/usr/bin/kubelet --config=x', '/hyperkube kubelet --v=2'],
    ['/hyperkube proxy', 'kube-proxy', 'hyperkube'],
  ],
  [
    findKubeProxy,
    ['/usr/local/bin/kube-proxy --v=2', '/hyperkube proxy --master=x', 'hyperkube kube-proxy'],
    ['/hyperkube kubelet', 'hyperkube', 'kube-proxy-exporter', 'kubelet proxy'],
  ],
  [
    findK3s,
    ['/usr/local/bin/k3s server', 'k3s-server', 'k3s-agent'],
    ['rke2 server', 'k3d', 'k3s kubectl get nodes'],
  ],
  [
    findDockerd,
    [
      ...['/usr/bin/dockerd --host=fd://', '/usr/bin/dockerd-current', '/usr/bin/docker daemon'],
      ...['/usr/bin/docker -d', '/usr/bin/docker-current daemon --bip=10.100.54.1/24'],
    ],
    ['docker run nginx', 'docker', 'docker-current ps -d', 'containerd'],
  ],
];

for (const [find, found, not] of finders)
  t.test(`${find.name} knows every form, and no other process`, async (t) => {
    const others = not.map((commandLine) => processOf(commandLine));
    t.equal(find(others), undefined);
    for (const commandLine of found) {
      const process = processOf(commandLine);
      t.equal(find([...others, process]), process, commandLine);
    }
  });

t.test('damaged command lines have texts for values, and soon', async (t) => {
  const lines = flags.map(([commandLine]) => commandLine.replaceAll(' ', '\0'));
  const damaged = damagedTexts([...lines, '', '--', '-', '--=']).map((line) => line.split('\0'));
  const large = [['-'.repeat(16_384)], [`--bip${'-'.repeat(16_384)}!`], Array(8_192).fill('-')];
  const lasted = durationOf(() => {
    const values = [...damaged, ...large].flatMap((args) => flagValues(args, 'bip'));
    t.ok(values.every((value) => typeof value === 'string'));
    t.ok(values.length > 100, 'some of them still hold the flag');
  });
  t.ok(lasted < soonMs);
});
