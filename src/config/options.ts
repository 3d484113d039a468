import { isMagnum, setIn } from '../domain/magnum.ts';
import { type CheckOptions, ownOptions } from './check-options.ts';
import { heatOptions } from './heat-options.ts';
import type { HeatParams } from './heat-params.ts';
import { defineOption, type Option } from './option.ts';
import { choice, cidr, duration, list, listenAddress, listOf, path, text } from './option-value.ts';

const expectation = choice('auto', 'expected', 'none');

/** The options that belong to no single check, in the order in which they are listed. */
export const globalOptions = {
  nodeName: defineOption({
    key: 'node-name',
    aliases: ['NODE_NAME'],
    kind: text('NAME'),
    default: '',
    description: "The node's name in Kubernetes; empty: the kubelet's, as far as it is seen.",
  }),
  checks: defineOption({
    key: 'checks',
    kind: list(),
    default: ['*'],
    description: 'Names of the checks to run; * and ? stand for other letters.',
  }),
  timeout: defineOption({
    key: 'timeout',
    kind: duration({ minMs: 1_000, maxMs: 300_000 }),
    default: 10_000,
    description: 'How long one check may take.',
  }),
  wait: defineOption({
    key: 'wait',
    kind: duration({ minMs: 0, maxMs: 86_400_000 }),
    default: 0,
    description: 'With --once: repeat the round until the node is healthy, for this long at most.',
  }),
  interval: defineOption({
    key: 'interval',
    kind: duration({ minMs: 5_000, maxMs: 3_600_000 }),
    default: 30_000,
    description: 'The daemon runs all checks this often, and some as soon as something changes.',
  }),
  report: defineOption({
    key: 'report',
    kind: listOf('kubernetes', 'heat'),
    default: [],
    description: 'Whom to tell what was found: kubernetes (Node conditions and Events), heat.',
  }),
  stateDir: defineOption({
    key: 'state-dir',
    kind: path('DIR'),
    default: '/var/lib/node-check',
    description: 'Where the daemon keeps what has to outlive it; empty: nowhere.',
  }),
  kubeconfig: defineOption({
    key: 'kubernetes.kubeconfig',
    kind: path('FILE'),
    default: '',
    description: "How to reach the API server; empty: the service account, else the kubelet's.",
  }),
  kubernetesServer: defineOption({
    key: 'kubernetes.server',
    kind: text('URL'),
    default: '',
    description: "The API server's URL; empty: as the kubeconfig has it.",
  }),
  ...heatOptions,
  httpListen: defineOption({
    key: 'http.listen',
    kind: listenAddress(),
    default: '127.0.0.1:20258',
    description:
      'Where the daemon shows its page, /metrics, /status, /livez, /readyz; empty: nowhere.',
  }),
  hostRoot: defineOption({
    key: 'host-root',
    kind: path('DIR'),
    default: '',
    description: "Where the host's files are mounted, in a container; empty: no container.",
  }),
  output: defineOption({
    key: 'output',
    kind: choice('auto', 'text', 'json'),
    default: 'auto',
    description: "Form of the report; auto: a person's view on a terminal, plain text in a pipe.",
  }),
  color: defineOption({
    key: 'color',
    flag: 'no-color',
    presence: 'never',
    aliases: ['NO_COLOR'],
    kind: choice('auto', 'never'),
    default: 'auto',
    description: 'No colours, also on a terminal.',
  }),
  logLevel: defineOption({
    key: 'log-level',
    kind: choice('debug', 'info', 'warn', 'error', 'silent'),
    default: 'warn',
    description: 'The least important messages that are logged, on stderr.',
  }),
  flannelExpected: defineOption({
    key: 'flannel.expected',
    kind: expectation,
    default: 'auto',
    description: "Whether this node's pods use flannel; auto: what the node shows.",
    heatParams(params) {
      const driver = setIn(params, 'NETWORK_DRIVER');
      return driver && (driver === 'flannel' ? 'expected' : 'none');
    },
  }),
  subnetFile: defineOption({
    key: 'flannel.subnet-file',
    kind: path('FILE'),
    default: '',
    description: "flannel's subnet.env; empty: the known paths.",
  }),
  flannelNetwork: defineOption({
    key: 'flannel.network',
    kind: cidr(),
    default: '',
    description: 'The pod network that flannel was given; empty: nobody said.',
    heatParams: (params) => setIn(params, 'FLANNEL_NETWORK_CIDR'),
  }),
  flannelBackend: defineOption({
    key: 'flannel.backend',
    kind: text('NAME'),
    default: '',
    description: 'The backend that flannel was given, such as vxlan; empty: nobody said.',
    heatParams: (params) => setIn(params, 'FLANNEL_BACKEND') ?? oldBackend(params),
  }),
  flannelIface: defineOption({
    key: 'flannel.iface',
    kind: text('NAME'),
    default: '',
    description: 'The interface or address that flannel was told to use; empty: nobody said.',
  }),
  kubeProxyExpected: defineOption({
    key: 'kube-proxy.expected',
    kind: expectation,
    default: 'auto',
    description: 'Whether kube-proxy runs on this node; auto: what the node shows.',
  }),
  external: defineOption({
    key: 'external',
    kind: expectation,
    default: 'auto',
    description: 'Whether this node has to reach the internet; auto: as far as it was seen to.',
    heatParams: (params) => (reachesOutside(params) ? 'expected' : undefined),
  }),
  httpsProxy: defineOption({
    key: 'https-proxy',
    aliases: ['HTTPS_PROXY', 'https_proxy'],
    kind: text('URL'),
    default: '',
    description: 'The HTTP proxy through which this node asks https URLs; empty: none.',
    heatParams: (params) => setIn(params, 'HTTPS_PROXY'),
  }),
  httpProxy: defineOption({
    key: 'http-proxy',
    aliases: ['HTTP_PROXY', 'http_proxy'],
    kind: text('URL'),
    default: '',
    description: 'The HTTP proxy through which this node asks http URLs; empty: none.',
    heatParams: (params) => setIn(params, 'HTTP_PROXY'),
  }),
  noProxy: defineOption({
    key: 'no-proxy',
    aliases: ['NO_PROXY', 'no_proxy'],
    kind: text('LIST'),
    default: '',
    description: 'Names, addresses and networks that are asked without a proxy.',
    heatParams: (params) => setIn(params, 'NO_PROXY'),
  }),
} as const;

/** All options: the global ones, then each check's own. */
export const optionsFor = (checks: readonly CheckOptions[]): readonly Option[] => [
  ...Object.values(globalOptions),
  ...checks.flatMap(ownOptions),
];

/** Magnum said it with a boolean up to Newton. */
function oldBackend(params: HeatParams): string | undefined {
  const vxlan = setIn(params, 'FLANNEL_USE_VXLAN')?.toLowerCase();
  return vxlan && (vxlan === 'true' ? 'vxlan' : 'udp');
}

// With a proxy or a registry of its own, a Magnum cluster may well have no way to the outside.
const reachesOutside = (params: HeatParams): boolean =>
  isMagnum(params) &&
  setIn(params, 'HTTP_PROXY', 'HTTPS_PROXY', 'CONTAINER_INFRA_PREFIX') === undefined;
