import t from 'tap';
import { ProbeError } from '../../src/domain/probe-error.ts';
import { parsePing, ping } from '../../src/probes/icmp.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage } from '../support/garbage.ts';

const options = '-n -W 2 -w 2 -c 1 -s 56';
const ask = (target: string, answer: FakeAnswer) =>
  ping(fakeCommands({ [`ping ${options} ${target}`]: answer }).run, target);
const printed = (exitCode: number, stdout: string, stderr = '') => ({ exitCode, stdout, stderr });

t.test('a reply comes with its time', async (t) => {
  const reply = fixture('ping.reply.iputils-20221126.txt');
  t.same(await ask('127.0.0.1', reply), { kind: 'reply', rttMs: 0.156 });
});

t.test('an IPv6 target is asked for as such', async (t) => {
  const { run } = fakeCommands({
    [`ping ${options} -6 ::1`]: fixture('ping.reply-ipv6.iputils-20221126.txt'),
  });
  t.same(await ping(run, '::1'), { kind: 'reply', rttMs: 0.022 });
});

t.test('a reply to BusyBox', async (t) => {
  const stdout = `PING 10.0.0.1 (10.0.0.1): 56 data bytes
64 bytes from 10.0.0.1: seq=0 ttl=64 time=1.5 ms

--- 10.0.0.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 1.500/1.500/1.500 ms
`;
  t.same(parsePing(printed(0, stdout)), { kind: 'reply', rttMs: 1.5 });
});

const silences = [
  [
    printed(1, fixture('ping.unreachable.iputils-20221126.txt')),
    'From 172.31.77.2 icmp_seq=1 Destination Host Unreachable',
  ],
  [
    printed(1, fixture('ping.silent.iputils-20221126.txt')),
    '2 packets transmitted, 0 received, 100% packet loss, time 1021ms',
  ],
  [
    printed(2, '', 'ping: connect: Network is unreachable\n'),
    'ping: connect: Network is unreachable',
  ],
  [
    printed(
      1,
      'PING 1.1.1.1 (1.1.1.1) 56(84) bytes of data.',
      'ping: sendmsg: Operation not permitted\n',
    ),
    'ping: sendmsg: Operation not permitted',
  ],
  [
    printed(2, '', 'ping: nosuch.invalid: Temporary failure in name resolution\n'),
    'ping: nosuch.invalid: Temporary failure in name resolution',
  ],
] as const;
for (const [result, detail] of silences) {
  t.test(`silence: ${detail}`, async (t) => {
    t.same(parsePing(result), { kind: 'silent', detail });
  });
}

const refusals = [
  '/usr/bin/ping: socktype: SOCK_RAW\n/usr/bin/ping: socket: Operation not permitted\n/usr/bin/ping: => missing cap_net_raw+p capability or setuid?\n',
  'ping: icmp open socket: Operation not permitted\n',
  'ping: permission denied (are you root?)\n',
];
for (const stderr of refusals) {
  t.test(`no permission: ${stderr.trim()}`, async (t) => {
    t.match(parsePing(printed(2, '', stderr)), {
      kind: 'notPermitted',
      detail: /not permitted|denied/,
    });
  });
}

t.test('a ping that is missing or may not be run', async (t) => {
  const missing = await ping(fakeCommands({}).run, '10.0.0.1');
  t.same(missing, { kind: 'notInstalled', detail: 'ping is not installed' });
  const refused = new ProbeError('NotPermitted', 'ping may not be executed (EPERM)');
  t.same(await ask('10.0.0.1', refused), { kind: 'notPermitted', detail: refused.message });
});

t.test('a ping that hangs, or does not know our options, has not asked', async (t) => {
  const hung = new ProbeError('ToolFailed', 'ping did not finish within 3000 ms');
  await t.rejects(ask('10.0.0.1', hung), hung);
  const stderr = "ping: invalid option -- 'n'\n";
  await t.rejects(ask('10.0.0.1', printed(1, '', stderr)), { message: `ping: ${stderr.trim()}` });
});

t.test('a target is never taken for an option', async (t) => {
  await t.rejects(ping(fakeCommands({}).run, '-f'), {
    reason: 'ToolFailed',
    message: '-f is not an address',
  });
});

for (const [what, text] of Object.entries({
  ...garbage,
  'one word': 'PING',
  'a=b=c=d': 'a b c\n=,=,=\n',
})) {
  t.test(`${what} is neither reply nor silence`, async (t) => {
    t.throws(() => parsePing(printed(0, text)), { reason: 'ToolFailed', message: /^ping: / });
  });
}
