import t from 'tap';
import { flannelRoutes } from '../../src/checks/flannel-routes.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import type { PeerRoutes } from '../../src/domain/peer-routes.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import { findingsOf } from '../../src/domain/verdict.ts';
import {
  bridge,
  defaultRoute,
  nodeSettings,
  route,
  subnetEnv,
  subnetPath,
  tunDevice,
  uplink,
  vxlanDevice,
  writtenAt,
} from '../support/facts.ts';
import { type FakeNode, probesOf, vxlanNode } from '../support/fake-node.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();

const run = (node: Partial<FakeNode>, said: Partial<NodeSettings> = {}) =>
  flannelRoutes.configure(nodeSettings(said), {}).run(probesOf({ ...vxlanNode, ...node }), signal);

/** Three peers over flannel.1 when its index was another, under the same flanneld or an earlier one. */
const former = (since = writtenAt, index = 1): Pick<FakeNode, 'formerPeers'> => ({
  formerPeers: { writtenAt: since, devices: [{ name: 'flannel.1', index, routes: 3 }] },
});

/** The device was the same as now. */
const remembered = former(writtenAt, 2);

const withoutRoutes = { routes: [defaultRoute(), route('10.100.54.0/24', 'cni0')] };
const entryOf = (host: number) => ({ mac: '56:d9:08:ed:15:aa', destination: `10.0.0.${host}` });
const bounced = { ...withoutRoutes, forwarding: [entryOf(6), entryOf(7)] };
const withoutPeers = { ...withoutRoutes, forwarding: [] };

interface Case {
  readonly title: string;
  readonly node: Partial<FakeNode>;
  readonly said?: Partial<NodeSettings>;
  readonly verdict: string;
  readonly message?: string;
}

const cases: readonly Case[] = [
  {
    title: 'a device that was made anew without its routes',
    node: { ...withoutPeers, ...former() },
    verdict: 'unhealthy PeersLost',
    message:
      'flannel.1 was made anew, and its routes to peers have not come back: 3 before, none now',
  },
  {
    title: 'routes that have come back',
    node: former(),
    verdict: 'healthy',
    message: "routes to peers' subnets: 1 over flannel.1",
  },
  {
    title: 'a device without routes since flanneld was restarted',
    node: { ...withoutPeers, ...former(writtenAt - 1) },
    verdict: 'healthy',
    message: "routes to peers' subnets: 0 over flannel.1",
  },
  {
    title: 'nobody who remembers',
    node: withoutPeers,
    verdict: 'healthy',
  },
  {
    title: 'a device that was set down and up',
    node: bounced,
    verdict: 'unhealthy RouteMissing',
    message: 'no route to a peer leads over flannel.1, which has forwarding entries for 2',
  },
  {
    title: 'the same where it is remembered',
    node: { ...bounced, ...remembered },
    verdict: 'unhealthy RouteMissing',
  },
  {
    title: 'a device that was made anew, got peers, and was set down and up',
    node: { ...bounced, ...former() },
    verdict: 'unhealthy RouteMissing',
  },
  {
    title: 'one peer alone without a route',
    node: withoutRoutes,
    verdict: 'unknown PeersUndecided',
    message:
      'flannel.1 forwards to one node that answers, 10.0.0.6, and no route leads there: its routes are lost, or the entry was left behind',
  },
  {
    title: 'two entries of that peer',
    node: {
      ...withoutRoutes,
      forwarding: [entryOf(6), { ...entryOf(6), mac: '02:00:00:00:00:99' }],
    },
    verdict: 'unknown PeersUndecided',
  },
  {
    title: 'one peer where routes are remembered, which may have left with other peers',
    node: { ...withoutRoutes, ...remembered },
    verdict: 'unknown PeersUndecided',
  },
  {
    title: 'one peer of a device that was made anew',
    node: { ...withoutRoutes, ...former() },
    verdict: 'unhealthy PeersLost',
  },
  {
    title: 'a device that is down',
    node: { ...withoutRoutes, links: [uplink(), vxlanDevice({ up: false })] },
    verdict: 'healthy',
  },
  {
    title: 'entries of nodes that have gone',
    node: { ...withoutRoutes, unreachable: true },
    verdict: 'healthy',
    message: "routes to peers' subnets: 0 over flannel.1",
  },
  {
    title: 'a device that was made anew, and is down',
    node: { ...withoutPeers, ...former(), links: [uplink(), vxlanDevice({ up: false })] },
    verdict: 'healthy',
    message: 'no flannel device is up',
  },
  {
    title: 'host-gw, beside the device of an earlier vxlan',
    node: {
      files: { ...vxlanNode.files, [subnetPath]: subnetEnv({ FLANNEL_MTU: '1500' }) },
      links: [uplink(), vxlanDevice(), bridge('cni0')],
      routes: [defaultRoute(), route('10.100.61.0/24', 'eth0', { gateway: '10.0.0.6' })],
      ...former(writtenAt - 1),
    },
    verdict: 'healthy',
  },
  {
    title: 'udp, which has one route for all peers',
    node: {
      files: { ...vxlanNode.files, [subnetPath]: subnetEnv({ FLANNEL_MTU: '1472' }) },
      links: [uplink(), tunDevice(), bridge('cni0')],
      routes: [defaultRoute(), route('10.100.0.0/16', 'flannel0')],
    },
    verdict: 'healthy',
    message: "routes to peers' subnets: 0 over flannel0",
  },
  {
    title: 'no subnet.env',
    node: { files: { ...vxlanNode.files, [subnetPath]: { kind: 'absent', path: subnetPath } } },
    verdict: 'unknown NoFlannelSubnet',
  },
  {
    title: 'a subnet.env of garbage',
    node: { files: { ...vxlanNode.files, [subnetPath]: 'garbage' } },
    verdict: 'unknown NoFlannelSubnet',
  },
  {
    title: 'no flannel',
    node: { ...withoutPeers, ...former() },
    said: { flannel: 'none' },
    verdict: 'notApplicable NoFlannel',
  },
];

for (const { title, node, said, verdict: wanted, message } of cases)
  t.test(`${title}: ${wanted}`, async (t) => {
    const verdict = await run(node, said);
    t.equal(verdictLine(verdict), wanted);
    const text = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (message !== undefined) t.equal(text, message);
  });

t.test('of two families the one that was lost is named', async (t) => {
  const name = 'flannel-v6.1';
  const verdict = await run({
    links: [uplink(), vxlanDevice(), vxlanDevice({ name, index: 9 })],
    formerPeers: {
      writtenAt,
      devices: [
        { name: 'flannel.1', index: 2, routes: 1 },
        { name, index: 3, routes: 1 },
      ],
    },
  });
  t.same(
    findingsOf(verdict).map(({ subject }) => subject),
    [name],
  );
});

/** What a memory is told of this node. */
async function toldOf(node: Partial<FakeNode>): Promise<readonly PeerRoutes[]> {
  const told: PeerRoutes[] = [];
  const formerPeers = async (seen: PeerRoutes) => void told.push(seen);
  const probes = { ...probesOf({ ...vxlanNode, ...node }), formerPeers };
  await flannelRoutes.configure(nodeSettings(), {}).run(probes, signal);
  return told;
}

t.test('a memory is told what is there now, and since when', async (t) => {
  const told = (...devices: readonly number[]) => [
    { writtenAt, devices: devices.map((routes) => ({ name: 'flannel.1', index: 2, routes })) },
  ];
  t.same(await toldOf({}), told(1));
  t.same(await toldOf(withoutRoutes), told(0), 'a peer that may have left has no route to lose');
  t.same(await toldOf(bounced), told(), 'routes that are missing stay known');
});

t.test('the kubelets that answer are the evidence', async (t) => {
  const verdict = await run(bounced);
  t.strictSame(findingsOf(verdict)[0]?.evidence, [
    'kubelets that answer there: 10.0.0.6, 10.0.0.7',
  ]);
});

t.test('without a list of entries it is open whether routes are missing', async (t) => {
  const forwardingEntries = () =>
    Promise.reject(new ProbeError('ToolMissing', 'bridge is not installed'));
  const judge = async (node: Partial<FakeNode>) => {
    const probes = { ...probesOf({ ...vxlanNode, ...node }), forwardingEntries };
    return flannelRoutes.configure(nodeSettings(), {}).run(probes, signal);
  };
  const open = await judge(withoutRoutes);
  t.equal(verdictLine(open), 'unknown ToolMissing');
  t.match(findingsOf(open), [{ subject: 'flannel.1', message: 'bridge is not installed' }]);
  t.equal(verdictLine(await judge({ ...withoutRoutes, ...former() })), 'unhealthy PeersLost');
  t.equal(verdictLine(await judge({})), 'healthy');
});

t.test('without flannel nothing is asked or told', async (t) => {
  const asked = (): never => t.fail('asked') as never;
  const probes = { ...probesOf(vxlanNode), links: asked, routes: asked, formerPeers: asked };
  const check = flannelRoutes.configure(nodeSettings({ flannel: 'none' }), {});
  t.match(await check.run(probes, signal), { status: 'notApplicable' });
});

t.test('routes that cannot be listed are not lost', async (t) => {
  const error = new ProbeError('ToolMissing', 'ip is not installed');
  const probes = {
    ...probesOf({ ...vxlanNode, ...former() }),
    routes: () => Promise.reject(error),
    formerPeers: (): never => t.fail('told') as never,
  };
  await t.rejects(flannelRoutes.configure(nodeSettings(), {}).run(probes, signal), error);
});
