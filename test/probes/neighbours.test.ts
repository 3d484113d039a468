import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import t from 'tap';
import { neighbour, parseNeighbour } from '../../src/probes/neighbours.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const timing = { pollMs: 1, patienceMs: 5_000 };
const reading = (...state: string[]) => JSON.stringify([{ dst: '127.0.0.1', state }]);

/** The state that is found when the kernel gives these readings one after the other. */
async function find(readings: readonly string[], address = '127.0.0.1') {
  const command = `ip -j neigh show to ${address} dev lo nud all`;
  const { run, asked } = fakeCommands({ [command]: readings });
  const state = await neighbour({ address, device: 'lo' }, { run, ...timing });
  return { state, readings: asked.length };
}

t.test('a sure state is believed at once', async (t) => {
  for (const state of ['REACHABLE', 'PERMANENT', 'NOARP'])
    t.same(await find([reading(state)]), { state, readings: 1 });
});

t.test('anything else is read again, until it is decided', async (t) => {
  const cases: readonly [readonly string[], string][] = [
    [['[]', reading('INCOMPLETE'), reading('INCOMPLETE'), reading('FAILED')], 'FAILED'],
    [[reading('FAILED'), reading('INCOMPLETE'), reading('REACHABLE')], 'REACHABLE'],
    [[reading('FAILED'), reading('FAILED')], 'FAILED'],
    [[reading('PROBE'), reading('PROBE'), reading('REACHABLE')], 'REACHABLE'],
  ];
  for (const [readings, state] of cases)
    t.same(await find(readings), { state, readings: readings.length });
});

t.test('who was there a while ago is not waited for', async (t) => {
  for (const state of ['STALE', 'DELAY'])
    t.same(await find([reading(state)]), { state, readings: 1 });
});

t.test('patience ends', async (t) => {
  const command = 'ip -j neigh show to 127.0.0.1 dev lo nud all';
  const { run } = fakeCommands({ [command]: reading('INCOMPLETE') });
  const impatient = { run, pollMs: 1, patienceMs: 20 };
  t.equal(await neighbour({ address: '127.0.0.1', device: 'lo' }, impatient), 'INCOMPLETE');
});

t.test('IPv6 neighbours are found too, and what cannot be sent does no harm', async (t) => {
  const readings = [reading('FAILED'), reading('FAILED')];
  for (const address of ['::1', 'fe80::1', '255.255.255.255'])
    t.same(await find(readings, address), { state: 'FAILED', readings: 2 });
});

t.test('the packet is one datagram to the discard port', async (t) => {
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  const isOurs = await bound(socket);
  t.test('which it reaches', { skip: !isOurs && 'port 9 is not ours' }, async (t) => {
    const received = once(socket, 'message');
    await find([reading('STALE')]);
    t.equal((await received)[0].length, 0);
  });
});

async function bound(socket: Socket): Promise<boolean> {
  socket.bind(9, '127.0.0.1');
  return once(socket, 'listening').then(
    () => true,
    () => false,
  );
}

t.test('states are read as the kernel tells them', async (t) => {
  t.equal(parseNeighbour(fixture('ip-neigh.permanent.iproute2-6.1.json')), 'PERMANENT');
  t.equal(parseNeighbour('[]'), 'ABSENT');
  t.equal(parseNeighbour(reading()), 'ABSENT');
  t.throws(() => parseNeighbour(reading('CONFUSED')), wrongFormat);
});

for (const [what, text] of Object.entries(garbage)) {
  t.test(`${what} is no neighbour`, async (t) => {
    t.throws(() => parseNeighbour(text), wrongFormat);
  });
}
