import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { Probes } from '../../domain/probes.ts';

/** Whether kube-proxy's own chain or table is in the kernel; `seen` says what was looked for. */
export interface RulesAnswer {
  readonly present: boolean;
  readonly seen: string;
}

export interface Programmed {
  /** iptables, ipvs, nftables, userspace; empty when kube-proxy does not tell. */
  readonly mode: string;
  /** Of the node's primary addresses: before 1.23 an IPv6 kube-proxy leaves IPv4 alone. */
  readonly family: 4 | 6;
}

/** Looks by name only: with thousands of Services the whole ruleset costs a second. */
export async function kubeProxyRules(
  probes: Probes,
  { mode, family }: Programmed,
): Promise<RulesAnswer> {
  switch (mode) {
    case 'iptables':
      return iptablesRules(probes, 'KUBE-SERVICES', family);
    case 'userspace':
      return iptablesRules(probes, 'KUBE-PORTALS-CONTAINER', family);
    case 'nftables':
      return nftablesRules(probes, family);
    case 'ipvs':
      return ipvsDevice(probes);
    default:
      return anyOf(probes, family);
  }
}

/** Emptied by a flush the chain may still be there, so its first rule and the jump to it count. */
async function iptablesRules(probes: Probes, chain: string, family: 4 | 6): Promise<RulesAnswer> {
  const [own, hook] = await Promise.all([
    probes.rules({ family, table: 'nat', chain, rule: 1 }),
    probes.rules({ family, table: 'nat', chain: 'PREROUTING' }),
  ]);
  const filled = own
    .filter(({ rules }) => rules.some((rule) => rule.startsWith(`-A ${chain} `)))
    .map(({ backend }) => backend);
  if (filled.length === 0)
    return { present: false, seen: `no rule in chain ${chain} of table nat` };
  const hooked = hook.some(
    ({ backend, rules }) =>
      filled.includes(backend) && rules.some((rule) => rule.endsWith(`-j ${chain}`)),
  );
  return { present: hooked, seen: `PREROUTING of table nat does not jump to ${chain}` };
}

async function nftablesRules(probes: Probes, family: 4 | 6): Promise<RulesAnswer> {
  const where = {
    family: family === 4 ? 'ip' : 'ip6',
    table: 'kube-proxy',
    chain: 'nat-prerouting',
  } as const;
  const lines = await probes.nftChain(where);
  const present = lines?.some((line) => line.includes('jump services')) === true;
  const seen = `chain nat-prerouting of table ${where.family} kube-proxy does not jump to services`;
  return { present, seen };
}

/** kube-ipvs0 holds the Services' addresses, and is DOWN when all is well. */
async function ipvsDevice(probes: Probes): Promise<RulesAnswer> {
  const device = (await probes.links()).find(({ name }) => name === 'kube-ipvs0');
  const present = device !== undefined && device.addresses.length > 0;
  return { present, seen: 'device kube-ipvs0 with the addresses of the Services' };
}

/** The mode is not known: one kind of rules is enough, and what could not be asked is no absence. */
async function anyOf(probes: Probes, family: 4 | 6): Promise<RulesAnswer> {
  const looks = [
    iptablesRules(probes, 'KUBE-SERVICES', family),
    iptablesRules(probes, 'KUBE-PORTALS-CONTAINER', family),
    nftablesRules(probes, family),
    ipvsDevice(probes),
  ];
  const answers = await Promise.all(looks.map(answerOrError));
  const told = answers.filter((answer): answer is RulesAnswer => !(answer instanceof ProbeError));
  const found = told.find(({ present }) => present);
  if (found !== undefined) return found;
  const failed = answers.find((answer) => answer instanceof ProbeError);
  if (failed !== undefined) throw failed;
  return { present: false, seen: 'neither in iptables, nor in nftables, nor as kube-ipvs0' };
}
