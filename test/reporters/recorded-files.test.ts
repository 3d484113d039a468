import t from 'tap';
import type { Recorded } from '../../src/domain/recorded.ts';
import { recordedFiles } from '../../src/reporters/recorded-files.ts';
import { absentFile, processOf, processTable, textFile } from '../support/facts.ts';

const textsOf = (recorded: readonly Recorded[]): Readonly<Record<string, string>> =>
  Object.fromEntries(recordedFiles(recorded).map(({ name, text }) => [name, text]));

t.test('rules are shown as the tools print them, by question', async (t) => {
  const nat = { family: 6, table: 'nat', chain: 'KUBE-SERVICES', rule: 1 } as const;
  const nft = { family: 'ip', table: 'flannel-ipv4', chain: 'postrtg' } as const;
  const texts = textsOf([
    {
      probe: 'rules',
      args: [{ family: 4, table: 'filter' }],
      answer: [
        { backend: 'nft', rules: ['-P FORWARD DROP'] },
        { backend: 'legacy', rules: [] },
      ],
    },
    { probe: 'rules', args: [nat], answer: [] },
    { probe: 'rules', args: [nat], error: 'ip6tables is not installed' },
    { probe: 'nftChain', args: [nft], answer: ['masquerade'] },
    { probe: 'nftChain', args: [nft] },
    { probe: 'nftChain', args: [nft], error: 'nft failed' },
  ]);
  t.equal(
    texts['rules.txt'],
    [
      '# iptables -t filter -S (nft)\n-P FORWARD DROP\n',
      '# iptables -t filter -S (legacy)\n',
      '# ip6tables -t nat -S KUBE-SERVICES 1\nnothing of that name\n',
      '# ip6tables -t nat -S KUBE-SERVICES 1\nip6tables is not installed\n',
      '# nft list chain ip flannel-ipv4 postrtg\nmasquerade\n',
      '# nft list chain ip flannel-ipv4 postrtg\nnothing of that name\n',
      '# nft list chain ip flannel-ipv4 postrtg\nnft failed\n',
    ].join('\n'),
  );
});

t.test('processes are shown as command lines, without their secrets', async (t) => {
  const startedAt = 0;
  const flanneld = processOf('/opt/bin/flanneld -etcd-password planted --ip-masq', {
    startedAt,
    environment: { FLANNELD_ETCD_PASSWORD: 'planted', FLANNELD_IFACE: 'eth0' },
  });
  const kubelet = processOf('kubelet --token=planted --v=2', { pid: 7, startedAt, stopped: true });
  const answer = processTable([flanneld, kubelet]);
  t.equal(
    textsOf([{ probe: 'processes', args: [], answer }])['processes.txt'],
    [
      '# all processes of the host are seen',
      '100 runs since 1970-01-01T00:00:00.000Z: FLANNELD_ETCD_PASSWORD=*** FLANNELD_IFACE=eth0 /opt/bin/flanneld -etcd-password *** --ip-masq',
      '7 stopped since 1970-01-01T00:00:00.000Z: kubelet --token=*** --v=2',
      '',
    ].join('\n'),
  );
  const some = { probe: 'processes', args: [], answer: { ...answer, complete: false } } as const;
  t.match(textsOf([some])['processes.txt'], /^# not all are seen\n/);
  const none = { probe: 'processes', args: [], error: '/proc may not be listed' } as const;
  t.equal(textsOf([none])['processes.txt'], '/proc may not be listed\n');
});

t.test('files are listed, and of those that may be shown there is a copy', async (t) => {
  const texts = textsOf([
    {
      probe: 'file',
      args: ['/etc/resolv.conf'],
      answer: textFile('/etc/resolv.conf', 'nameserver 192.0.2.1\n', 0),
    },
    { probe: 'file', args: ['/etc/shadow'], answer: textFile('/etc/shadow', 'planted', 0) },
    { probe: 'endOfFile', args: ['/var/log/x'], answer: textFile('/var/log/x', 'planted', 0) },
    { probe: 'file', args: ['/b'], answer: absentFile('/b') },
    { probe: 'file', args: ['/a'], error: 'the round ended' },
  ]);
  t.equal(
    texts['files.txt'],
    [
      '/a: the round ended',
      '/b: absent',
      '/etc/resolv.conf: 21 characters, written 1970-01-01T00:00:00.000Z',
      '/etc/shadow: 7 characters, written 1970-01-01T00:00:00.000Z',
      '/var/log/x: 7 characters, written 1970-01-01T00:00:00.000Z',
      '',
    ].join('\n'),
  );
  t.equal(texts['files/etc/resolv.conf'], 'nameserver 192.0.2.1\n');
  t.notMatch(JSON.stringify(texts), 'planted');
});

t.test('the other answers are JSON', async (t) => {
  const texts = textsOf([
    { probe: 'ping', args: ['8.8.8.8'], answer: { kind: 'reply', rttMs: 1.5 } },
    { probe: 'links', args: [], error: 'ip is not installed' },
    { probe: 'file', args: ['/a'], answer: absentFile('/a') },
  ]);
  t.same(JSON.parse(texts['answers.json'] ?? ''), [
    { probe: 'ping', args: ['8.8.8.8'], answer: { kind: 'reply', rttMs: 1.5 } },
    { probe: 'links', args: [], error: 'ip is not installed' },
  ]);
});
