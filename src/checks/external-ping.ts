import { defineCheck, type ReasonDoc } from '../domain/check.ts';
import { parseCidr } from '../domain/ip-address.ts';
import type { NodeSettings } from '../domain/node-settings.ts';
import type { Link, PingAnswer, Probes, TcpAnswer } from '../domain/probes.ts';
import { beyondNode, recoverable } from '../domain/reason-docs.ts';
import { conclude, type Finding, healthy, notApplicable } from '../domain/verdict.ts';

const reasons = {
  ExternalPingFailed: {
    ...beyondNode,
    cause:
      'The outside is out of reach: neither ICMP nor TCP comes back. Where the default route and its gateway are fine, the fault is behind them: no floating IP or SNAT on the router, an egress rule of the security group, the provider.',
    confirm: 'ping -c 3 {subject}; ip route get {subject}; traceroute -n {subject}',
    remedy:
      'Look at the external gateway of the router (openstack router show) and at the egress rules of the security group. If this node is not meant to reach it, set the option external to none.',
    reference: 'https://docs.openstack.org/magnum/latest/admin/troubleshooting-guide.html',
    causes: ['NameNotResolved'],
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
  readonly ping: PingAnswer;
  readonly tcp: readonly TcpAnswer[];
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
  summary: 'Targets outside answer ICMP; filtered ICMP alone is no fault.',
  defaults: { targets: [] as readonly string[] },
  options: {
    targets: 'Addresses that this node has to reach, asked with ICMP and, if silent, with TCP.',
  },
  reasons,

  async collect(probes, { targets, node }): Promise<readonly Attempt[]> {
    if (targets.length > 0) return Promise.all(targets.map((target) => attempt(probes, target)));
    if (!asksWellKnown(node)) return [];
    const [first, second] = wellKnown[hasIPv4(await probes.links()) ? 4 : 6];
    const attempted = await attempt(probes, first);
    return isAnswered(attempted) ? [attempted] : [attempted, await attempt(probes, second)];
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
    const open = [...unanswered, ...answered].flatMap(couldNotPing);
    const broken = unanswered.filter(({ ping }) => ping.kind === 'silent').map(failed);
    return broken.length + open.length === 0
      ? healthy(answered.map(describe).join('; '))
      : conclude({ broken, open, fine: '' });
  },
});

const asksWellKnown = ({ external, proxied }: NodeSettings): boolean =>
  external !== 'none' && !proxied;

const whyNotAsked = ({ external }: NodeSettings): string =>
  external === 'none'
    ? 'this node need not reach the outside, says its configuration'
    : 'this node reaches the outside through a proxy, which passes no ICMP';

const hasIPv4 = (links: readonly Link[]): boolean =>
  links.some(
    ({ linkType, addresses }) =>
      linkType !== 'loopback' && addresses.some((text) => parseCidr(text)?.address.family === 4),
  );

async function attempt(probes: Probes, target: string): Promise<Attempt> {
  const ping = await probes.ping(target);
  if (ping.kind === 'reply') return { target, ping, tcp: [] };
  const tcp = await Promise.all(tcpPorts.map((port) => probes.tcp(target, port)));
  return { target, ping, tcp };
}

/** A refusal proves the path as well as an open port does. */
const isAnswered = ({ ping, tcp }: Attempt): boolean =>
  ping.kind === 'reply' || tcp.some(({ kind }) => kind !== 'silent');

const names = (attempts: readonly Attempt[]): string =>
  attempts.map(({ target }) => target).join(' and ');

const describe = ({ target, ping }: Attempt): string =>
  ping.kind === 'reply'
    ? `${target} answers in ${ping.rttMs} ms`
    : `${target} answers TCP (ICMP is filtered)`;

const failed = ({ target, ping, tcp }: Attempt): Finding<Reason> => ({
  reason: 'ExternalPingFailed',
  subject: target,
  message: `${target} answers neither ICMP nor TCP on ports ${tcpPorts.join(', ')}`,
  evidence: [
    `ping ${target}: ${'detail' in ping ? ping.detail : ''}`,
    ...tcp.map(
      (answer, index) =>
        `TCP ${target} port ${tcpPorts[index]}: ${answer.kind === 'silent' ? answer.detail : answer.kind}`,
    ),
  ],
});

/** A ping that could not be sent says nothing about the network. */
function couldNotPing(attempted: Attempt): readonly Finding<Reason>[] {
  const { target, ping } = attempted;
  if (ping.kind === 'reply' || ping.kind === 'silent') return [];
  const reason = ping.kind === 'notPermitted' ? 'PingNotPermitted' : 'PingNotInstalled';
  const message = `cannot ping ${target}: ${ping.detail}`;
  return [
    isAnswered(attempted)
      ? { reason, subject: target, message, answeredBy: `${target} answers TCP` }
      : { reason, subject: target, message },
  ];
}
