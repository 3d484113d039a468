import t from 'tap';
import { addressFaults, podNetworkAddresses } from '../../src/domain/bridge-addresses.ts';
import { formatCidr } from '../../src/domain/ip-address.ts';
import { bridge, lease } from '../support/facts.ts';

const six = lease('2001:cafe:42:1::1/64', '2001:cafe:42::/56');

const cases = [
  { title: 'its own address', addresses: ['10.100.54.1/24'], faults: [] },
  {
    title: 'its own, a stranger, and what is none',
    addresses: ['10.100.54.1/24', '192.168.99.1/24', 'garbage', 'fe80::1/64'],
    faults: [],
  },
  { title: 'a stranger', addresses: ['192.168.99.1/24'], faults: ['outside 192.168.99.1/24'] },
  { title: 'none', addresses: ['fe80::1/64'], faults: ['outside '] },
  {
    title: "an earlier subnet's beside its own",
    addresses: ['10.100.54.1/24', '10.100.33.1/24'],
    faults: ['stale 10.100.33.1/24'],
  },
];

for (const { title, addresses, faults } of cases) {
  t.test(`a bridge that has ${title}`, async (t) => {
    const found = addressFaults(bridge('cni0', { addresses }), [lease()]);
    t.same(
      found.map(({ kind, seen }) => `${kind} ${seen.map(formatCidr).join(',')}`),
      faults,
    );
  });
}

t.test('each family is judged for itself', async (t) => {
  t.match(addressFaults(bridge('cni0'), [lease(), six]), [
    { kind: 'outside', seen: [], wanted: '2001:cafe:42:1::1/64' },
  ]);
});

t.test('addresses of the pod network are found on any device', async (t) => {
  const addresses = ['10.100.33.1/24', '172.17.0.1/16', '2001:cafe:42:9::1/64', 'fe80::1/64'];
  t.same(podNetworkAddresses(bridge('x', { addresses }), [lease(), six]).map(formatCidr), [
    '10.100.33.1/24',
    '2001:cafe:42:9::1/64',
  ]);
});
