import t from 'tap';
import {
  isFlannelUnit,
  judgePodNetwork,
  soundSubnetFile,
  verdictWithoutFlannel,
} from '../../src/domain/pod-network.ts';
import type { FileAnswer } from '../../src/domain/probes.ts';
import { notApplicable, unknown } from '../../src/domain/verdict.ts';
import { absentFile, flannelNode, nodeSettings, subnetPath, textFile } from '../support/facts.ts';
import { casesWithCni, casesWithoutCni } from '../support/pod-network-cases.ts';

for (const { on, facts, node, network } of [...casesWithCni, ...casesWithoutCni])
  t.test(`knows what carries the pods on ${on}`, async (t) => {
    t.strictSame(judgePodNetwork(facts, nodeSettings(node)), network);
  });

t.test("flannel's unit has two names", async (t) => {
  t.strictSame(['flanneld', 'flannel', 'flannel-docker-bridge', 'docker'].map(isFlannelUnit), [
    true,
    true,
    false,
    false,
  ]);
});

t.test('another pod network is nothing to judge, an undecided one is unknown', async (t) => {
  for (const reason of ['NoFlannel', 'OtherPodNetwork'] as const) {
    const verdict = verdictWithoutFlannel({ kind: 'other', reason, message: 'so' });
    t.strictSame(verdict, notApplicable(reason, 'so'));
  }
  const verdict = verdictWithoutFlannel({
    kind: 'other',
    reason: 'FlannelUndecided',
    message: 'so',
  });
  t.strictSame(verdict, unknown('FlannelUndecided', 'so'));
});

t.test('subnet.env has sound contents, or none', async (t) => {
  t.match(soundSubnetFile(flannelNode()), { mtu: 1450, leases: [{ family: 4 }] });
  const answers: readonly FileAnswer[] = [
    textFile(subnetPath, 'garbage'),
    textFile(subnetPath, ''),
    absentFile(subnetPath),
    { kind: 'notPermitted', path: subnetPath },
    { kind: 'invalid', path: subnetPath, problem: 'is a directory' },
  ];
  for (const subnetFile of answers)
    t.equal(soundSubnetFile(flannelNode({ subnetFile })), undefined, subnetFile.kind);
});
