import type { FileAnswer, Probes } from '../../domain/probes.ts';
import { nameserversOf } from '../../domain/resolv-conf.ts';

export interface Nameservers {
  readonly resolvConf: FileAnswer;
  /** Those of resolv.conf, in their order. */
  readonly listed: readonly string[];
  /** Those that systemd-resolved asks, where resolv.conf names only its stub. */
  readonly upstream?: readonly string[];
}

const stubs = ['127.0.0.53', '127.0.0.54'];

export async function collectNameservers(probes: Probes): Promise<Nameservers> {
  const resolvConf = await probes.file('/etc/resolv.conf');
  const listed = resolvConf.kind === 'text' ? nameserversOf(resolvConf.text) : [];
  if (!listed.some((server) => stubs.includes(server))) return { resolvConf, listed };
  const behind = await probes.file('/run/systemd/resolve/resolv.conf');
  if (behind.kind !== 'text') return { resolvConf, listed };
  return { resolvConf, listed, upstream: nameserversOf(behind.text) };
}
