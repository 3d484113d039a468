import t from 'tap';
import {
  collectPodLeases,
  lackOfAddresses,
  leaseFiles,
} from '../../../src/checks/facts/pod-leases.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import { probesWith } from '../../support/configured-check.ts';
import {
  absentFile,
  flannelNode,
  lease,
  podPort,
  subnetEnv,
  subnetPath,
  textFile,
} from '../../support/facts.ts';

const folder = '/var/lib/cni/networks/cbr0';
const some = ['10.100.54.2', '10.100.54.3', 'last_reserved_ip.0', 'lock'];
const all = Array.from({ length: 253 }, (_, index) => `10.100.54.${index + 2}`);

/** Of 10.100.54.3 the lease has just gone. */
const probesOf = (files: readonly string[], asked: string[] = []) =>
  probesWith({
    directory: async (path) => (path === folder ? files : []),
    file: async (path) => {
      asked.push(path);
      return path.endsWith('.3') ? absentFile(path) : textFile(path, 'aaa111\r\neth0');
    },
  });

t.test('no lease is opened while there are addresses left', async (t) => {
  const asked: string[] = [];
  t.same(await collectPodLeases(probesOf(some, asked), flannelNode()), { leases: some });
  t.same(asked, []);
});

t.test('when none is left a few name their containers', async (t) => {
  const asked: string[] = [];
  t.match(await collectPodLeases(probesOf(all, asked), flannelNode()), {
    leases: all,
    holders: ['10.100.54.2 (container aaa111)', '10.100.54.3', '10.100.54.4 (container aaa111)'],
  });
  t.equal(asked.length, 3);
});

t.test('without a subnet, or with one that has no address, there is nothing to open', async (t) => {
  const missing = flannelNode({ subnetFile: absentFile(subnetPath) });
  t.same(await collectPodLeases(probesOf(all), missing), { leases: all });
  const tiny = textFile(subnetPath, subnetEnv({ FLANNEL_SUBNET: '10.9.0.1/31' }));
  t.same(await collectPodLeases(probesOf(all), flannelNode({ subnetFile: tiny })), { leases: all });
});

t.test('a folder that cannot be read is no empty one', async (t) => {
  const directory = async () => {
    throw new ProbeError('NotPermitted', 'no');
  };
  const { leases } = await collectPodLeases(probesWith({ directory }), flannelNode());
  t.ok(leases instanceof ProbeError);
  t.same(leaseFiles(leases), []);
  t.same(leaseFiles(some), some);
});

t.test('in docker mode no network is named, and none looked for', async (t) => {
  t.same(await collectPodLeases(probesOf(all), flannelNode({ cni: [] })), { leases: [] });
});

const facts = { network: flannelNode(), links: [podPort('cni0'), podPort('x')], bridge: 'cni0' };
const file = { leases: [lease()], mtu: 1450 };

t.test('a subnet that has addresses is not lacking', async (t) => {
  t.same(lackOfAddresses(file, { ...facts, leases: some }), []);
});

t.test('a subnet without any is named with its pods and holders', async (t) => {
  const finding = {
    reason: 'PodAddressesExhausted',
    subject: folder,
    message: 'all 253 addresses of 10.100.54.0/24 are given out',
  };
  const pods = '1 pods are on the bridge: 252 addresses were never given back';
  t.same(lackOfAddresses(file, { ...facts, leases: all }), [{ ...finding, evidence: [pods] }]);
  t.same(lackOfAddresses(file, { ...facts, leases: all, holders: ['a'] }), [
    { ...finding, evidence: [pods, 'a'] },
  ]);
});
