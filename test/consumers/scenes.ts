/** Samples a minute, by series, in promtool's notation. */
type Series = Readonly<Record<string, string>>;

const always = '1x60';

/** A node whose agent answers and finishes rounds. */
const watched = (node: string): Series => ({
  [`kube_node_info{node="${node}"}`]: always,
  [`up{job="node-check/node-check",node="${node}"}`]: always,
  [`node_check_last_round_timestamp_seconds{node="${node}"}`]: '0+60x60',
});

const condition = (node: string, type: string, status: string): Series => ({
  [`node_check_condition{node="${node}",condition="${type}",status="${status}"}`]: always,
});

const rootCause = (node: string, reason: string, scope: string): Series => ({
  [`node_check_root_causes{node="${node}",check="c",reason="${reason}",scope="${scope}"}`]: always,
});

const lastWritten = (node: string, at: string): Series => ({
  [`node_check_delivery_last_success_timestamp_seconds{node="${node}",what="conditions"}`]: at,
});

const brokenBy = (node: string, reason: string): Series => ({
  ...watched(node),
  ...condition(node, 'FlannelProblem', 'true'),
  ...rootCause(node, reason, 'node'),
});

const broken = (node: string): Series => brokenBy(node, 'BridgeOutsideSubnet');

const cutOff = (node: string): Series => ({
  ...watched(node),
  ...condition(node, 'DNSProblem', 'true'),
  ...rootCause(node, 'NameserversUnreachable', 'external'),
});

const ofNodes = (nodes: readonly string[], series: (node: string) => Series): Series =>
  Object.assign({}, ...nodes.map(series));

const nodes = ['a', 'b', 'c'];
const manyNodes = [...'abcdefghij'];

export interface Scene {
  readonly title: string;
  readonly series: Series;
  /** Minutes. */
  readonly at?: number;
  /** All that fire, each with its node unless it is of no node. */
  readonly firing: readonly string[];
}

export const scenes: readonly Scene[] = [
  {
    title: 'a healthy cluster is silent',
    series: ofNodes(nodes, (node) => ({
      ...watched(node),
      ...condition(node, 'FlannelProblem', 'false'),
      ...lastWritten(node, '0+300x60'),
    })),
    firing: [],
  },
  {
    title: 'a node of Windows needs no agent',
    series: { 'kube_node_info{node="w",os_image="Windows Server 2022 Datacenter"}': always },
    firing: ['NodeCheckAbsentEverywhere'],
  },
  {
    title: 'a node without conditions is silent',
    series: watched('a'),
    firing: [],
  },
  {
    title: 'a problem is told, and of a node alone asks for a repair',
    series: { ...ofNodes(nodes, watched), ...broken('a') },
    firing: ['NodeNetworkProblem a', 'NodeNeedsRepair a'],
  },
  {
    title: 'in its first ten minutes nothing is repaired',
    series: { ...ofNodes(nodes, watched), ...broken('a') },
    at: 9,
    firing: ['NodeNetworkProblem a'],
  },
  {
    title: 'in its first five minutes it is not told',
    series: { ...ofNodes(nodes, watched), ...broken('a') },
    at: 4,
    firing: [],
  },
  {
    title: 'a fault that is not confirmed repairs nothing',
    series: { ...watched('a'), ...rootCause('a', 'BridgeOutsideSubnet', 'node') },
    firing: [],
  },
  {
    title: 'a fault on every node repairs none, and is told as one',
    series: ofNodes(nodes, broken),
    firing: [...nodes.map((node) => `NodeNetworkProblem ${node}`), 'NodeNetworkProblemWidespread'],
  },
  {
    title: 'in its first ten minutes it is not told as one',
    series: ofNodes(nodes, broken),
    at: 9,
    firing: nodes.map((node) => `NodeNetworkProblem ${node}`),
  },
  {
    title: 'two of ten nodes may be repaired at the same time',
    series: { ...ofNodes(manyNodes, watched), ...ofNodes(['a', 'b'], broken) },
    firing: ['a', 'b'].flatMap((node) => [`NodeNetworkProblem ${node}`, `NodeNeedsRepair ${node}`]),
  },
  {
    title: 'three of ten may not, which have something in common',
    series: { ...ofNodes(manyNodes, watched), ...ofNodes(nodes, broken) },
    firing: [...nodes.map((node) => `NodeNetworkProblem ${node}`), 'NodeNetworkProblemWidespread'],
  },
  {
    title: 'nor may three of ten that have nothing in common',
    series: {
      ...ofNodes(manyNodes, watched),
      ...ofNodes(['a', 'b'], broken),
      ...brokenBy('c', 'FlannelNotRunning'),
    },
    firing: nodes.map((node) => `NodeNetworkProblem ${node}`),
  },
  {
    title: 'a node whose pod was replaced counts once',
    series: {
      ...ofNodes(manyNodes, watched),
      ...ofNodes(['a', 'b'], broken),
      'node_check_root_causes{node="b",check="c",reason="BridgeOutsideSubnet",scope="node",pod="new"}':
        always,
    },
    firing: ['a', 'b'].flatMap((node) => [`NodeNetworkProblem ${node}`, `NodeNeedsRepair ${node}`]),
  },
  {
    title: 'one of two nodes is repaired, and told by itself',
    series: { ...ofNodes(['a', 'b'], watched), ...broken('a') },
    firing: ['NodeNetworkProblem a', 'NodeNeedsRepair a'],
  },
  {
    title: 'both of two nodes have something in common',
    series: ofNodes(['a', 'b'], broken),
    firing: ['NodeNetworkProblem a', 'NodeNetworkProblem b', 'NodeNetworkProblemWidespread'],
  },
  {
    title: 'the only node has nothing in common with any',
    series: broken('a'),
    firing: ['NodeNetworkProblem a', 'NodeNeedsRepair a'],
  },
  {
    title: 'many new nodes whose faults are not confirmed are silent',
    series: ofNodes(nodes, (node) => ({
      ...watched(node),
      ...condition(node, 'FlannelProblem', 'unknown'),
      ...rootCause(node, 'FlannelNotRunning', 'node'),
    })),
    at: 20,
    firing: [],
  },
  {
    title: 'a fault that is not of the nodes repairs none',
    series: ofNodes(nodes, cutOff),
    firing: [...nodes.map((node) => `NodeNetworkProblem ${node}`), 'NodeNetworkProblemNotOfNodes'],
  },
  {
    title: 'nor does it beside a fault of the node',
    series: { ...ofNodes(nodes, watched), ...broken('a'), ...cutOff('a') },
    firing: ['NodeNetworkProblem a', 'NodeNetworkProblem a', 'NodeNetworkProblemNotOfNodes'],
  },
  {
    title: 'what nobody can tell is told after half an hour, and repairs nothing',
    series: { ...watched('a'), ...condition('a', 'FlannelProblem', 'unknown') },
    firing: ['NodeNetworkUnknown a'],
  },
  {
    title: 'an agent that does not answer is told',
    series: { ...watched('a'), 'up{job="node-check/node-check",node="a"}': '0x60' },
    firing: ['NodeCheckDown a'],
  },
  {
    title: 'a node without an agent is told',
    series: { ...watched('a'), 'kube_node_info{node="b"}': always },
    firing: ['NodeCheckAbsent b'],
  },
  {
    title: 'a cluster without any agent is told',
    series: { 'kube_node_info{node="a"}': always },
    firing: ['NodeCheckAbsent a', 'NodeCheckAbsentEverywhere'],
  },
  {
    title: 'an agent whose rounds do not finish is told',
    series: { ...watched('a'), 'node_check_last_round_timestamp_seconds{node="a"}': '0x60' },
    firing: ['NodeCheckStale a'],
  },
  {
    title: 'a heartbeat that stays away is told',
    series: {
      ...watched('a'),
      ...condition('a', 'DNSProblem', 'false'),
      ...lastWritten('a', '0x60'),
    },
    at: 16,
    firing: ['NodeCheckHeartbeatStale a'],
  },
  {
    title: 'one of a node without conditions is not missed',
    series: { ...watched('a'), ...lastWritten('a', '0x60') },
    firing: [],
  },
  {
    title: 'an agent that the API server does not hear is told',
    series: { ...watched('a'), 'node_check_delivery_failing{node="a",what="conditions"}': always },
    firing: ['NodeCheckNotDelivering a'],
  },
  {
    title: "a Heat that cannot be told is the stack's to notice",
    series: { ...watched('a'), 'node_check_delivery_failing{node="a",what="heat"}': always },
    firing: [],
  },
  {
    title: 'two agents on a node are told',
    series: { ...watched('a'), 'node_check_rival{node="a"}': always },
    firing: ['NodeCheckRival a'],
  },
];
