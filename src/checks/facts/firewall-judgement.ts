import {
  type Judgement,
  judgeForward,
  judgeMasquerade,
  outboundPacket,
  podPackets,
} from '../../domain/pod-traffic.ts';
import { ProbeError } from '../../domain/probe-error.ts';
import type { FamilyRules } from './forwarding.ts';

export type FirewallJudgement = Judgement | { readonly kind: 'unread'; readonly error: ProbeError };

const unread = (error: ProbeError): FirewallJudgement => ({ kind: 'unread', error });

/** What the firewall does with packets between pods of different nodes. */
export const forwardJudgement = ({ lease, path, filter }: FamilyRules): FirewallJudgement =>
  filter instanceof ProbeError ? unread(filter) : judgeForward(filter, podPackets(lease, path));

/** Whether pods that call the outside get this node's address; `stopped` where they do not. */
export function masqueradeJudgement(rules: FamilyRules): FirewallJudgement {
  const { lease, path, nat, nftMasquerade: nft } = rules;
  const byNft = !(nft instanceof ProbeError) && nft.some((line) => line.includes('masquerade'));
  if (nat === undefined || byNft) return { kind: 'passes' };
  if (nat instanceof ProbeError) return unread(nat);
  const judgement = judgeMasquerade(nat, outboundPacket(lease, path));
  // Where iptables does not do it nftables may, as long as nobody has looked.
  return judgement.kind === 'stopped' && nft instanceof ProbeError ? unread(nft) : judgement;
}
