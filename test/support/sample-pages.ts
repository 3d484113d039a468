import type { ReasonDoc } from '../../src/domain/reason.ts';
import type { ReasonPage } from '../../src/domain/reason-pages.ts';

export const sampleDoc: ReasonDoc = {
  cause: 'docker started before flannel, or without --bip=<subnet>.',
  confirm: 'ip -4 addr show {subject}; grep FLANNEL_SUBNET /run/flannel/subnet.env',
  remedy: 'Delete {subject} and restart docker.',
  reference: 'https://github.com/flannel-io/flannel/issues/166',
  scope: 'node',
  confirmAfterMs: 2_000,
  permanent: true,
  causes: ['RouteConflict', 'OverlayBlocked'],
};

export const bridgePage: ReasonPage = {
  reason: 'BridgeOutsideSubnet',
  check: 'pod-bridge',
  condition: 'FlannelProblem',
  doc: sampleDoc,
  causedBy: ['SubnetFileInvalid'],
};

/** A reason that any check may give. */
export const sharedPage: ReasonPage = {
  reason: 'ToolMissing',
  doc: {
    cause: 'A program is not installed.',
    confirm: 'command -v ip | cat',
    remedy: 'Install it: a * b | c.',
    reference: 'docs/runbook.md',
    scope: 'cluster',
    confirmAfterMs: 60_000,
    causes: [],
  },
  causedBy: [],
};
