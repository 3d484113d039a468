import { existsSync } from 'node:fs';
import { run } from './command.ts';

/** Programs, each with the Debian package that has it. */
export type Packages = Readonly<Record<string, string>>;

/** What the lab runs. */
export const packagesOfLab: Packages = {
  bash: 'bash',
  bridge: 'iproute2',
  dnsmasq: 'dnsmasq-base',
  getent: 'libc-bin',
  ip: 'iproute2',
  iptables: 'iptables',
  'iptables-restore': 'iptables',
  nft: 'nftables',
  nsenter: 'util-linux',
  ping: 'iputils-ping',
  setpriv: 'util-linux',
  setsid: 'util-linux',
  socat: 'socat',
  sysctl: 'procps',
  unshare: 'util-linux',
};

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const isInstalled = (program: string): boolean =>
  folders.some((folder) => existsSync(`${folder}/${program}`));

const missingPrograms = (packages: Packages): readonly string[] =>
  Object.keys(packages).filter((program) => !isInstalled(program));

/** Why there can be no lab on this machine, as a sentence; undefined if there can. */
export function whyNoLab(packages: Packages = packagesOfLab): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux';
  if (process.getuid?.() !== 0) return 'the lab needs root, for namespaces and mounts';
  const missing = missingPrograms(packages);
  if (missing.length === 0) return undefined;
  return `the lab needs ${missing.join(', ')} (Debian: ${wantedOf(packages).join(' ')})`;
}

/** On a Debian, as root: installs what is missing, and says so. Elsewhere it does nothing. */
export async function installMissing(
  say: (line: string) => void,
  packages: Packages = packagesOfLab,
): Promise<void> {
  const wanted = wantedOf(packages);
  if (wanted.length === 0 || process.getuid?.() !== 0 || !isInstalled('apt-get')) return;
  say(`installing for the lab: ${wanted.join(' ')}`);
  const aptGet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'] as const;
  await run([...aptGet, 'update'], { deadlineMs: 300_000 });
  const { code, stderr } = await run(
    [...aptGet, 'install', '--yes', '--no-install-recommends', ...wanted],
    { deadlineMs: 600_000 },
  );
  if (code !== 0) say(`apt-get failed: ${stderr.trim()}`);
}

const wantedOf = (packages: Packages): readonly string[] => [
  ...new Set(missingPrograms(packages).map((program) => packages[program] ?? program)),
];
