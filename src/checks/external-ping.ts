import { defineCheck } from '../domain/check.ts';
import { defaultRoutes } from '../domain/flannel-device.ts';
import type { NodeSettings } from '../domain/node-settings.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { PingAnswer, Probes, TcpAnswer } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { beyondNode, recoverable } from '../domain/reason-docs.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { conclude, type Finding, notApplicable } from '../domain/verdict.ts';
import { ownAddresses } from './facts/own-addresses.ts';

const reasons = {
  ExternalPingFailed: {
    ...beyondNode,
    cause:
      'The outside is out of reach: neither ICMP nor TCP comes back. Where the default route and its gateway are fine, the fault is behind them: no floating IP or SNAT on the router, an egress rule of the security group, the provider.',
    confirm: 'ping -c 3 {subject}; ip route get {subject}; traceroute -n {subject}',
    remedy:
      'Look at the external gateway of the router (openstack router show) and at the egress rules of the security group. If this node is not meant to reach it, set the option external to none.',
    reference: 'https://docs.openstack.org/magnum/latest/admin/troubleshooting-guide.html',
    causes: ['NameNotResolved', 'HttpUnreachable', 'ProxyUnreachable', 'UserDataFailed'],
  },
  PingNotPermitted: {
    ...recoverable,
    cause:
      'ping may not open its socket: node-check runs without CAP_NET_RAW, or the file capability of ping was lost (as in the Fedora Atomic image).',
    confirm: 'getcap $(command -v ping); sysctl net.ipv4.ping_group_range',
    remedy: 'Run node-check as root or with CAP_NET_RAW; setcap cap_net_raw+ep $(command -v ping).',
    reference: 'https://man7.org/linux/man-pages/man8/ping.8.html',
    causes: [],
  },
  PingNotInstalled: {
    ...recoverable,
    cause: 'There is no ping on this node.',
    confirm: 'command -v ping',
    remedy:
      'Install iputils-ping (Debian) or iputils (Fedora), or run node-check from its container image.',
    reference: 'https://github.com/iputils/iputils',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

/** What came back from one target; TCP is asked only where ICMP stayed silent. */
interface Attempt {
  readonly target: string;
  readonly ping: PingAnswer | ProbeError;
  readonly tcp: readonly TcpAnswer[];
}

/** An attempt of which nothing came back. */
interface Silence {
  readonly target: string;
  readonly ping: Extract<PingAnswer, { kind: 'silent' }>;
  readonly tcp: readonly Extract<TcpAnswer, { kind: 'silent' }>[];
}

/** Two operators, so that the outage of one is not taken for ours. */
const wellKnown = {
  4: ['8.8.8.8', '1.1.1.1'],
  6: ['2001:4860:4860::8888', '2606:4700:4700::1111'],
} as const;

/** Ports on which something answers, if only with a refusal, wherever a host is there. */
const tcpPorts = [443, 53, 80];

/** The outside answers ICMP, or TCP where ICMP is filtered. */
export const externalPing = defineCheck({
  name: 'external-ping',
  condition: 'ExternalNetworkProblem',
  asks: 'outside',
  summary: 'Targets outside answer ICMP; filtered ICMP alone is no fault.',
  defaults: { targets: [] as readonly string[] },
  options: {
    targets: 'Addresses that this node has to reach, asked with ICMP and, if silent, with TCP.',
  },
  reasons,

  async collect(probes, { targets, node }): Promise<readonly Attempt[]> {
    if (targets.length > 0) return Promise.all(targets.map((target) => attempt(probes, target)));
    if (!asksWellKnown(node)) return [];
    const [first, second] = wellKnown[await familyOf(probes)];
    const ping = await answerOrError(probes.ping(first));
    if (isReply(ping)) return [{ target: first, ping, tcp: [] }];
    // All at once, or a node that nothing lets out would not be judged before the deadline.
    const [tcp, other] = await Promise.all([knock(probes, first), attemptAll(probes, second)]);
    return [{ target: first, ping, tcp }, other];
  },

  evaluate(attempts, { targets, node }) {
    if (targets.length === 0 && !asksWellKnown(node))
      return notApplicable('NoExternalAccess', whyNotAsked(node));
    const answered = attempts.filter(isAnswered);
    const sufficient = targets.length === 0 && answered.length > 0;
    const unanswered = sufficient ? [] : attempts.filter((attempted) => !isAnswered(attempted));
    if (targets.length === 0 && node.external !== 'expected' && unanswered.length > 0)
      return notApplicable(
        'NoExternalAccess',
        `${names(attempts)} stay silent, and nothing says that this node has to reach them`,
      );
    return conclude<Reason | SharedReason>({
      broken: unanswered.filter(isSilent).map(failed),
      open: [...unanswered, ...answered].flatMap(couldNotPing),
      fine: answered.map(describe).join('; '),
    });
  },
});

const asksWellKnown = ({ external, proxied }: NodeSettings): boolean =>
  external !== 'none' && !proxied;

const whyNotAsked = ({ external }: NodeSettings): string =>
  external === 'none'
    ? 'this node need not reach the outside, says its configuration'
    : 'this node reaches the outside through a proxy, which passes no ICMP';

/** The family by which this node leaves: only that one is asked. */
async function familyOf(probes: Probes): Promise<4 | 6> {
  const [links, routes] = await Promise.all([probes.links(), probes.routes()]);
  const [best] = defaultRoutes(routes);
  return best?.family ?? ownAddresses(links)[0]?.family ?? 4;
}

async function attempt(probes: Probes, target: string): Promise<Attempt> {
  const ping = await answerOrError(probes.ping(target));
  return { target, ping, tcp: isReply(ping) ? [] : await knock(probes, target) };
}

async function attemptAll(probes: Probes, target: string): Promise<Attempt> {
  const [ping, tcp] = await Promise.all([
    answerOrError(probes.ping(target)),
    knock(probes, target),
  ]);
  return { target, ping, tcp };
}

const knock = (probes: Probes, target: string): Promise<readonly TcpAnswer[]> =>
  Promise.all(tcpPorts.map((port) => probes.tcp(target, port)));

const isReply = (ping: Attempt['ping']): ping is Extract<PingAnswer, { kind: 'reply' }> =>
  !(ping instanceof ProbeError) && ping.kind === 'reply';

/** A refusal proves the path as well as an open port does. */
const isAnswered = ({ ping, tcp }: Attempt): boolean =>
  isReply(ping) || tcp.some(({ kind }) => kind !== 'silent');

const isSilent = (attempted: Attempt): attempted is Attempt & Silence =>
  !(attempted.ping instanceof ProbeError) &&
  attempted.ping.kind === 'silent' &&
  !isAnswered(attempted);

const names = (attempts: readonly Attempt[]): string =>
  attempts.map(({ target }) => target).join(' and ');

const describe = ({ target, ping }: Attempt): string =>
  isReply(ping)
    ? `${target} answers in ${ping.rttMs} ms`
    : `${target} answers TCP (ICMP is filtered)`;

const failed = ({ target, ping, tcp }: Silence): Finding<Reason> => ({
  reason: 'ExternalPingFailed',
  subject: target,
  message: `${target} answers neither ICMP nor TCP on ports ${tcpPorts.join(', ')}`,
  evidence: [
    `ping ${target}: ${ping.detail}`,
    ...tcp.map(({ detail }, index) => `TCP ${target} port ${tcpPorts[index]}: ${detail}`),
  ],
});

/** A ping that could not be sent says nothing about the network. */
function couldNotPing(attempted: Attempt): readonly Finding<Reason | SharedReason>[] {
  const { target, ping } = attempted;
  const why = obstacle(ping);
  if (why === undefined) return [];
  const finding = {
    reason: why.reason,
    subject: target,
    message: `cannot ping ${target}: ${why.detail}`,
  };
  return [isAnswered(attempted) ? { ...finding, answeredBy: `${target} answers TCP` } : finding];
}

function obstacle(
  ping: Attempt['ping'],
): { readonly reason: Reason | SharedReason; readonly detail: string } | undefined {
  if (ping instanceof ProbeError) return { reason: ping.reason, detail: ping.message };
  switch (ping.kind) {
    case 'notPermitted':
      return { reason: 'PingNotPermitted', detail: ping.detail };
    case 'notInstalled':
      return { reason: 'PingNotInstalled', detail: ping.detail };
    case 'reply':
    case 'silent':
      return undefined;
  }
}
