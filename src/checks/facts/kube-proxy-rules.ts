import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { Probes } from '../../domain/probes.ts';

/** Whether kube-proxy's own chain or table is in the kernel; `seen` says what was looked for. */
export interface RulesAnswer {
  readonly present: boolean;
  readonly seen: string;
}

/** Looks by name only: with thousands of Services the whole ruleset costs a second. */
export async function kubeProxyRules(
  probes: Probes,
  mode: string | undefined,
): Promise<RulesAnswer> {
  switch (mode) {
    case 'iptables':
    case 'userspace':
      return iptablesRules(probes);
    case 'nftables':
      return nftablesRules(probes);
    case 'ipvs':
      return ipvsDevice(probes);
    default:
      return anyOf(probes);
  }
}

/** Emptied by a flush the chain may still be there, so its first rule and the jump to it count. */
async function iptablesRules(probes: Probes): Promise<RulesAnswer> {
  const chain = 'KUBE-SERVICES';
  const [own, hook] = await Promise.all([
    probes.rules({ family: 4, table: 'nat', chain, rule: 1 }),
    probes.rules({ family: 4, table: 'nat', chain: 'PREROUTING' }),
  ]);
  const filled = own.some(({ rules }) => rules.some((rule) => rule.startsWith(`-A ${chain} `)));
  const hooked = hook.some(({ rules }) => rules.some((rule) => rule.endsWith(`-j ${chain}`)));
  if (!filled) return { present: false, seen: `no rule in chain ${chain} of table nat` };
  return { present: hooked, seen: `PREROUTING of table nat does not jump to ${chain}` };
}

async function nftablesRules(probes: Probes): Promise<RulesAnswer> {
  const lines = await probes.nftChain({
    family: 'ip',
    table: 'kube-proxy',
    chain: 'nat-prerouting',
  });
  const present = lines?.some((line) => line.includes('jump services')) === true;
  return { present, seen: 'chain nat-prerouting of table ip kube-proxy does not jump to services' };
}

/** kube-ipvs0 holds the Services' addresses, and is DOWN when all is well. */
async function ipvsDevice(probes: Probes): Promise<RulesAnswer> {
  const device = (await probes.links()).find(({ name }) => name === 'kube-ipvs0');
  const present = device !== undefined && device.addresses.length > 0;
  return { present, seen: 'device kube-ipvs0 with the addresses of the Services' };
}

/** The mode is not known: one kind of rules is enough, and what could not be asked is no absence. */
async function anyOf(probes: Probes): Promise<RulesAnswer> {
  const answers = await Promise.all(
    [iptablesRules, nftablesRules, ipvsDevice].map((look) => answerOrError(look(probes))),
  );
  const told = answers.filter((answer): answer is RulesAnswer => !(answer instanceof ProbeError));
  const found = told.find(({ present }) => present);
  if (found !== undefined) return found;
  const failed = answers.find((answer) => answer instanceof ProbeError);
  if (failed !== undefined) throw failed;
  return { present: false, seen: 'neither in iptables, nor in nftables, nor as kube-ipvs0' };
}
