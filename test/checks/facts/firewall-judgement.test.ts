import t from 'tap';
import {
  forwardJudgement,
  masqueradeJudgement,
} from '../../../src/checks/facts/firewall-judgement.ts';
import type { FamilyRules } from '../../../src/checks/facts/forwarding.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { RuleList } from '../../../src/domain/probes.ts';
import { lease } from '../../support/facts.ts';

const list = (...rules: readonly string[]): readonly RuleList[] => [{ backend: 'nft', rules }];
const error = new ProbeError('ToolMissing', 'nft is not installed');

const path = { bridge: 'cni0', overlay: 'flannel.1', uplink: 'eth0' };

const familyRules = (rules: Partial<FamilyRules>): FamilyRules => ({
  lease: lease(),
  path,
  filter: list('-P FORWARD ACCEPT'),
  nat: list('-P POSTROUTING ACCEPT'),
  nftMasquerade: [],
  ...rules,
});

const forwards: readonly (readonly [title: string, rules: Partial<FamilyRules>, kind: string])[] = [
  ['an open firewall', {}, 'passes'],
  ['no iptables rules at all', { filter: [] }, 'passes'],
  ['a policy of DROP', { filter: list('-P FORWARD DROP') }, 'stopped'],
  [
    'DROP with an accept for the pod network',
    {
      filter: list(
        ...['-P FORWARD DROP', '-A FORWARD -s 10.100.0.0/16 -j ACCEPT'],
        '-A FORWARD -d 10.100.0.0/16 -j ACCEPT',
      ),
    },
    'passes',
  ],
  [
    'DROP with an accept for the devices of pods',
    {
      filter: list(
        ...['-P FORWARD DROP', '-A FORWARD -i cni0 -j ACCEPT'],
        '-A FORWARD -i flannel.1 -j ACCEPT',
      ),
    },
    'passes',
  ],
  [
    'a rule that cannot be judged',
    { filter: list('-P FORWARD DROP', '-A FORWARD -m limit --limit 5/sec -j ACCEPT') },
    'undecided',
  ],
  ['a firewall that could not be read', { filter: error }, 'unread'],
];

t.test('packets between pods meet', async (t) => {
  for (const [title, rules, kind] of forwards)
    t.equal(forwardJudgement(familyRules(rules)).kind, kind, title);
});

t.test('each family has devices of its own', async (t) => {
  const filter = list(
    ...['-P FORWARD DROP', '-A FORWARD -i cni0 -j ACCEPT', '-A FORWARD -i flannel-v6.1 -j ACCEPT'],
  );
  const rules = familyRules({
    lease: lease('2001:cafe:42:1::1/64', '2001:cafe:42::/56'),
    path: { ...path, overlay: 'flannel-v6.1' },
    filter,
  });
  t.equal(forwardJudgement(rules).kind, 'passes');
});

const masquerade = '-A POSTROUTING -s 10.100.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE';
const byNft = ['ip saddr 10.100.0.0/16 ip daddr != 224.0.0.0/4 masquerade fully-random'];
const doubtful = '-A POSTROUTING -m set --match-set PODS src -j MASQUERADE';

const masquerades: readonly (readonly [
  title: string,
  rules: Partial<FamilyRules>,
  kind: string,
])[] = [
  ['by iptables', { nat: list(masquerade) }, 'passes'],
  ['by nftables', { nftMasquerade: byNft }, 'passes'],
  ['by nftables, while iptables cannot be read', { nat: error, nftMasquerade: byNft }, 'passes'],
  [
    'by nftables, while iptables has a rule that cannot be judged',
    { nat: list(doubtful), nftMasquerade: byNft },
    'passes',
  ],
  [
    'by iptables, while nft is not installed',
    { nat: list(masquerade), nftMasquerade: error },
    'passes',
  ],
  ['by nothing', {}, 'stopped'],
  ['by nothing in iptables, while nft is not installed', { nftMasquerade: error }, 'unread'],
  ['by a rule that cannot be judged', { nat: list(doubtful) }, 'undecided'],
  ['by what could not be read', { nat: error }, 'unread'],
];

t.test('what pods send to the outside is masqueraded', async (t) => {
  for (const [title, rules, kind] of masquerades)
    t.equal(masqueradeJudgement(familyRules(rules)).kind, kind, title);
  const { nat: _, ...notPromised } = familyRules({});
  t.equal(masqueradeJudgement(notPromised).kind, 'passes', 'by whom flannel left it to');
});

t.test('what could not be read keeps its reason', async (t) => {
  t.match(forwardJudgement(familyRules({ filter: error })), { kind: 'unread', error });
});
