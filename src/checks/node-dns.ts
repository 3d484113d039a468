import { defineCheck } from '../domain/check.ts';
import { isLoopback, parseAddress, sameAddress } from '../domain/ip-address.ts';
import type { NodeSettings } from '../domain/node-settings.ts';
import type { DnsAnswer, Probes } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { beyondNode, contradiction } from '../domain/reason-docs.ts';
import { conclude, type Finding, unknown } from '../domain/verdict.ts';
import { collectNameservers, type Nameservers } from './facts/nameservers.ts';

const reasons = {
  NoNameserver: {
    ...contradiction,
    cause:
      'resolv.conf names no nameserver, and none runs on this node: DHCP offered none, or the file was overwritten. CoreDNS on this node cannot start either.',
    confirm: 'cat /etc/resolv.conf; ls -l /etc/resolv.conf',
    remedy:
      "Set the nameservers of the subnet (openstack subnet set --dns-nameserver; in Magnum the cluster template's dns_nameserver) and renew the lease.",
    reference: 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html',
    causes: ['HttpUnreachable', 'ProxyUnreachable', 'UserDataFailed'],
  },
  NameserversUnreachable: {
    ...beyondNode,
    cause:
      'None of the nameservers in resolv.conf answers at all: they are down, the address is wrong, or port 53 is blocked.',
    confirm:
      'cat /etc/resolv.conf; dig +time=2 +tries=1 @{subject} google.com; ip route get {subject}',
    remedy:
      'Mend the nameserver, or name one that this node can reach; allow UDP and TCP 53 to it.',
    reference: 'https://docs.openstack.org/magnum/latest/admin/troubleshooting-guide.html',
    causes: ['HttpUnreachable', 'ProxyUnreachable', 'UserDataFailed'],
  },
  NameNotResolved: {
    ...beyondNode,
    cause: 'The nameservers answer, but none of them knows a name that this node needs.',
    confirm: 'getent hosts {subject}; dig @NAMESERVER {subject}',
    remedy:
      'Use nameservers that know the name, or correct the name in the option node-dns.names. SERVFAIL means that the nameserver cannot reach its own upstream.',
    reference: 'https://docs.openstack.org/magnum/latest/admin/troubleshooting-guide.html',
    causes: ['HttpUnreachable', 'ProxyUnreachable', 'UserDataFailed'],
  },
  NameserverNotExpected: {
    ...contradiction,
    cause:
      'resolv.conf lacks a nameserver that this node is meant to use: DHCP or another program has written it.',
    confirm: 'cat /etc/resolv.conf; ls -l /etc/resolv.conf',
    remedy:
      'Set the nameservers of the subnet, or of whatever writes resolv.conf (NetworkManager, systemd-resolved, cloud-init).',
    reference: 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html',
    causes: ['NameNotResolved'],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

interface Lookup {
  readonly server: string;
  readonly name: string;
  readonly answer: DnsAnswer;
}

/** The guide's own: asked where no other name is given. */
const wellKnownName = 'google.com';

/** Where the C library asks when resolv.conf names nobody. */
const fallbackServer = '127.0.0.1';

const namesToAsk = (names: readonly string[]): readonly string[] =>
  names.length > 0 ? names : [wellKnownName];

/** Each nameserver of this node answers, and the names that it needs resolve. */
export const nodeDns = defineCheck({
  name: 'node-dns',
  condition: 'DNSProblem',
  asks: 'outside',
  summary: 'A nameserver of resolv.conf answers and resolves the names that the node needs.',
  defaults: { names: [] as readonly string[], nameservers: [] as readonly string[] },
  options: {
    names: 'Names that this node has to resolve.',
    nameservers: 'Nameservers that resolv.conf has to name.',
  },
  reasons,

  async collect(probes, { names }) {
    const nameservers = await collectNameservers(probes);
    const { listed, upstream } = nameservers;
    const ask = (servers: readonly string[]): Promise<readonly Lookup[]> =>
      Promise.all(
        servers.flatMap((server) => namesToAsk(names).map((name) => look(probes, server, name))),
      );
    const lookups = await ask(listed.length > 0 ? listed : [fallbackServer]);
    // The stub answers in place of nameservers that are silent.
    const isStubsWord = lookups.every(({ answer }) => answer.kind === 'negative');
    return {
      ...nameservers,
      lookups: upstream !== undefined && isStubsWord ? await ask(upstream) : lookups,
    };
  },

  evaluate(facts, { names, nameservers, node }) {
    const { resolvConf, listed, lookups } = facts;
    if (resolvConf.kind === 'notPermitted')
      return unknown('NotPermitted', `may not read ${resolvConf.path}`);
    const alive = new Set(
      lookups.filter(({ answer }) => answer.kind !== 'silent').map(({ server }) => server),
    );
    const broken = [
      ...(alive.size === 0 ? [silence(listed, lookups)] : []),
      ...notAsked(facts, nameservers),
      ...(alive.size > 0 && isAsked(names, node) ? unresolved(lookups) : []),
    ];
    return conclude({ broken, fine: describe(lookups, alive) });
  },
});

const look = async (probes: Probes, server: string, name: string): Promise<Lookup> => ({
  server,
  name,
  answer: await probes.resolve(server, name),
});

/** Whom a resolver of this node's own asks cannot always be seen. */
function notAsked(
  { listed, upstream }: Nameservers,
  expected: readonly string[],
): readonly Finding<Reason>[] {
  if (upstream === undefined && listed.some(isLocal)) return [];
  const asked = [...listed, ...(upstream ?? [])];
  return expected
    .filter((server) => !asked.some((other) => isSame(server, other)))
    .map((server) => notExpected(server, asked));
}

function isLocal(server: string): boolean {
  const address = parseAddress(server);
  return address !== undefined && isLoopback(address);
}

/** IPv6 may be written in more than one way. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [parseAddress(one), parseAddress(other)];
  return a !== undefined && b !== undefined && sameAddress(a, b);
}

/** Behind a proxy the proxy resolves what is outside. */
const isAsked = (names: readonly string[], { external, proxied }: NodeSettings): boolean =>
  names.length > 0 || (external === 'expected' && !proxied);

const evidenceOf = (lookups: readonly Lookup[]): readonly string[] =>
  lookups.map(({ server, name, answer }) => `${server}: ${name}: ${outcome(answer)}`);

function outcome(answer: DnsAnswer): string {
  switch (answer.kind) {
    case 'resolved':
      return answer.addresses.join(', ');
    case 'negative':
      return answer.code;
    case 'silent':
      return answer.detail;
  }
}

function silence(listed: readonly string[], lookups: readonly Lookup[]): Finding<Reason> {
  const [first, ...others] = new Set(lookups.map(({ server }) => server));
  return listed.length === 0 || first === undefined
    ? {
        reason: 'NoNameserver',
        subject: '/etc/resolv.conf',
        message:
          listed.length === 0
            ? '/etc/resolv.conf names no nameserver, and none answers on this node'
            : `${listed.join(', ')} has no nameserver to ask`,
      }
    : {
        reason: 'NameserversUnreachable',
        subject: first,
        message: `no nameserver answers (${[first, ...others].join(', ')})`,
        evidence: evidenceOf(lookups),
      };
}

const notExpected = (server: string, asked: readonly string[]): Finding<Reason> => ({
  reason: 'NameserverNotExpected',
  subject: server,
  message: `resolv.conf names ${asked.join(', ') || 'nobody'}, this node is meant to ask ${server}`,
});

/** A name counts as resolved if any nameserver resolves it: a program asks one after the other. */
function unresolved(lookups: readonly Lookup[]): readonly Finding<Reason>[] {
  const names = [...new Set(lookups.map(({ name }) => name))];
  return names.flatMap((name) => {
    const own = lookups.filter((lookup) => lookup.name === name);
    if (own.some(({ answer }) => answer.kind === 'resolved')) return [];
    const codes = new Set(own.map(({ answer }) => outcome(answer)));
    const message = `no nameserver resolves ${name} (${[...codes].join(', ')})`;
    return [{ reason: 'NameNotResolved', subject: name, message, evidence: evidenceOf(own) }];
  });
}

function describe(lookups: readonly Lookup[], alive: ReadonlySet<string>): string {
  const silent = new Set(lookups.map(({ server }) => server)).difference(alive);
  const answers = evidenceOf(lookups.filter(({ server }) => alive.has(server)));
  const dead = silent.size === 0 ? '' : ` (no answer from ${[...silent].join(', ')})`;
  return `${answers.join('; ')}${dead}`;
}
