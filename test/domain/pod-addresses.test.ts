import t from 'tap';
import {
  containerOfLease,
  describeExhaustion,
  isExhausted,
  leasedIn,
} from '../../src/domain/pod-addresses.ts';
import { lease } from '../support/facts.ts';

/** Leases from .2 on, beside host-local's own files. */
const files = (count: number): readonly string[] => [
  ...Array.from({ length: count }, (_, index) => `10.100.54.${index + 2}`),
  'last_reserved_ip.0',
  'lock',
];

t.test('only addresses of the subnet are leases in it', async (t) => {
  const others = ['10.100.33.7', '2001:cafe:42:1::7'];
  t.same(leasedIn(lease(), [...files(2), ...others]), ['10.100.54.2', '10.100.54.3']);
  t.same(leasedIn(lease('2001:cafe:42:1::1/64'), others), ['2001:cafe:42:1::7']);
});

const cases = [
  { title: 'a /24 has 253 addresses for pods', subnet: '10.100.54.1/24', least: 253 },
  { title: 'a /29 has five', subnet: '10.100.54.1/29', least: 5 },
  { title: 'a /31 has none', subnet: '10.100.54.0/31', least: 0 },
];

for (const { title, subnet, least } of cases) {
  t.test(title, async (t) => {
    t.equal(isExhausted(lease(subnet), files(least)), true);
    if (least > 0) t.equal(isExhausted(lease(subnet), files(least - 1)), false);
  });
}

t.test('a subnet of IPv6 has no broadcast address', async (t) => {
  const six = lease('2001:cafe:42:1::1/126');
  const taken = ['2001:cafe:42:1::2', '2001:cafe:42:1::3'];
  t.equal(isExhausted(six, taken), true);
  t.equal(isExhausted(six, taken.slice(1)), false);
  t.equal(isExhausted(lease('2001:cafe:42:1::1/64'), taken), false);
});

t.test('many more leases than pods were never given back', async (t) => {
  t.same(describeExhaustion(lease(), files(253), 3), {
    message: 'all 253 addresses of 10.100.54.0/24 are given out',
    pods: '3 pods are on the bridge: 250 addresses were never given back',
  });
  t.same(describeExhaustion(lease(), files(253), 240), {
    message: 'all 253 addresses of 10.100.54.0/24 are given out',
    pods: '240 pods are on the bridge',
  });
});

t.test('a lease names its container, with or without the interface', async (t) => {
  t.equal(containerOfLease('4f0c2a17d6b8\r\neth0'), '4f0c2a17d6b8');
  t.equal(containerOfLease('4f0c2a17d6b8\n'), '4f0c2a17d6b8');
  t.equal(containerOfLease(''), '');
});
