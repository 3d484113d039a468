import {
  containerOfLease,
  describeExhaustion,
  isExhausted,
  leasedIn,
} from '../../domain/pod-addresses.ts';
import { type PodNetworkFacts, soundSubnetFile } from '../../domain/pod-network.ts';
import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { Link, Probes } from '../../domain/probes.ts';
import type { SubnetFile } from '../../domain/subnet-file.ts';
import type { Finding } from '../../domain/verdict.ts';

export interface PodLeases {
  /** Files of host-local, the flannel plugin's IPAM: one for each address, and its own notes. */
  readonly leases: readonly string[] | ProbeError;
  /** Only where no address is left, some of them: "10.100.54.7 (container 4f0c2a17d6b8)". */
  readonly holders?: readonly string[];
}

const holdersAtMost = 3;

const folderOf = ({ cni }: PodNetworkFacts): string =>
  `/var/lib/cni/networks/${cni[0]?.name ?? ''}`;

/** The addresses that the pods of the CNI network in use have. */
export async function collectPodLeases(
  probes: Probes,
  network: PodNetworkFacts,
): Promise<PodLeases> {
  const folder = folderOf(network);
  const leases = await answerOrError(probes.directory(folder));
  if (leases instanceof ProbeError) return { leases };
  const full = (soundSubnetFile(network)?.leases ?? []).filter((each) => isExhausted(each, leases));
  const some = full.flatMap((each) => leasedIn(each, leases)).slice(0, holdersAtMost);
  if (some.length === 0) return { leases };
  return { leases, holders: await Promise.all(some.map((name) => holderOf(probes, folder, name))) };
}

async function holderOf(probes: Probes, folder: string, address: string): Promise<string> {
  const lease = await probes.file(`${folder}/${address}`);
  return lease.kind === 'text' ? `${address} (container ${containerOfLease(lease.text)})` : address;
}

/** Without those that could not be seen. */
export const leaseFiles = (leases: PodLeases['leases']): readonly string[] =>
  leases instanceof ProbeError ? [] : leases;

/** Subnets that have no address for another pod. */
export function lackOfAddresses(
  { leases: subnets }: SubnetFile,
  facts: PodLeases & {
    readonly network: PodNetworkFacts;
    readonly links: readonly Link[];
    readonly bridge: string;
  },
): readonly Finding<'PodAddressesExhausted'>[] {
  const files = leaseFiles(facts.leases);
  const ports = facts.links.filter(({ master }) => master === facts.bridge).length;
  return subnets
    .filter((subnet) => isExhausted(subnet, files))
    .map((subnet) => {
      const { message, pods } = describeExhaustion(subnet, files, ports);
      const evidence = [pods, ...(facts.holders ?? [])];
      return {
        reason: 'PodAddressesExhausted',
        subject: folderOf(facts.network),
        message,
        evidence,
      };
    });
}
