import type { PodNetwork } from '../../src/domain/pod-network.ts';

/** flannel delegates to the bridge plugin. */
export const onCniBridge = (name: string): PodNetwork => ({
  kind: 'flannel',
  bridge: { kind: 'cni', name },
  embedded: false,
});
/** Docker's own bridge has flannel's subnet. */
export const onDocker: PodNetwork = {
  kind: 'flannel',
  bridge: { kind: 'docker', name: 'docker0' },
  embedded: false,
};
export const undecidedBridge: PodNetwork = {
  kind: 'flannel',
  bridge: {
    kind: 'undecided',
    because: 'there is no CNI configuration, and docker is not set up for flannel',
  },
  embedded: false,
};
export const withoutBridge = (because: string): PodNetwork => ({
  kind: 'flannel',
  bridge: { kind: 'none', because },
  embedded: false,
});
export const otherNetwork = (
  reason: Extract<PodNetwork, { kind: 'other' }>['reason'],
  message: string,
): PodNetwork => ({ kind: 'other', reason, message });
