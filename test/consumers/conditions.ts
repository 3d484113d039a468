import type { NodeCondition } from '../cluster/objects.ts';

/** A condition as node-check leaves it, whose status has stood for so many minutes. */
export interface Stood {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly minutes: number;
}

export const stood = ({ minutes, ...condition }: Stood): NodeCondition => {
  const ago = (ms: number) => `${new Date(Date.now() - ms).toISOString().slice(0, 19)}Z`;
  return { ...condition, lastTransitionTime: ago(minutes * 60_000), lastHeartbeatTime: ago(0) };
};

const flannel = (status: string, reason: string, minutes: number): readonly Stood[] => [
  { type: 'FlannelProblem', status, reason, minutes },
];

/** What a Node may bear, by a name for it; `isActedOn`: by whoever obeys docs/consumers.md. */
export const cases: Readonly<
  Record<string, { readonly conditions: readonly Stood[]; readonly isActedOn?: true }>
> = {
  'true-long': { conditions: flannel('True', 'BridgeOutsideSubnet', 60), isActedOn: true },
  'true-newly': { conditions: flannel('True', 'BridgeOutsideSubnet', 5) },
  false: { conditions: flannel('False', 'NoFlannelProblem', 60) },
  starting: { conditions: flannel('Unknown', 'Starting', 60) },
  'check-stalled': { conditions: flannel('Unknown', 'CheckStalled', 60) },
  'agent-stopped': { conditions: flannel('Unknown', 'AgentStopped', 60) },
  absent: { conditions: [] },
  'kube-proxy': {
    conditions: [
      { type: 'KubeProxyProblem', status: 'True', reason: 'KubeProxyNotRunning', minutes: 60 },
    ],
    isActedOn: true,
  },
  external: {
    conditions: [
      {
        type: 'ExternalNetworkProblem',
        status: 'True',
        reason: 'GatewayUnreachable',
        minutes: 60,
      },
      { type: 'DNSProblem', status: 'True', reason: 'NameserversUnreachable', minutes: 60 },
    ],
  },
  'boot-scripts': {
    conditions: [
      { type: 'NodeServiceProblem', status: 'True', reason: 'UserDataFailed', minutes: 60 },
    ],
  },
};

export const actedOn: readonly string[] = Object.keys(cases).filter(
  (name) => cases[name]?.isActedOn,
);
