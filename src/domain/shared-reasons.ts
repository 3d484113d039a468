import type { ReasonDoc } from './reason.ts';

const openQuestion = { scope: 'node', confirmAfterMs: 60_000, causes: [] } as const satisfies Pick<
  ReasonDoc,
  'scope' | 'confirmAfterMs' | 'causes'
>;

/**
 * Reasons that belong to no single check: why any of them could not tell, or had nothing to judge,
 * and why the daemon tells nothing better.
 */
export const sharedReasons = {
  CheckTimedOut: {
    ...openQuestion,
    cause: 'The check did not finish before its deadline: something that it asked hangs.',
    confirm: 'node-check --once --log-level debug',
    remedy: 'Find the command that hangs in the debug log and run it by hand.',
    reference: 'docs/runbook.md',
  },
  CheckFailed: {
    ...openQuestion,
    cause: 'The check met something that it was not written for.',
    confirm: 'node-check --once --log-level debug',
    remedy: 'Please report it, with the message and the debug log.',
    reference: 'docs/runbook.md',
  },
  Starting: {
    ...openQuestion,
    cause:
      'The node has booted less than ten minutes ago, and was not healthy since: the fault that the message names may pass.',
    confirm: 'uptime; node-check --once',
    remedy: 'Wait: after ten minutes what the message names is told as a fault.',
    reference: 'docs/runbook.md',
  },
  CheckStalled: {
    ...openQuestion,
    toldAtOnce: true,
    cause: 'node-check runs, but no round of its checks has finished for three intervals.',
    confirm: 'journalctl -u node-check -n 50; cat /proc/loadavg',
    remedy: 'Find in its log what hangs, and whether the node is overloaded; restart node-check.',
    reference: 'docs/runbook.md',
  },
  AgentStopped: {
    ...openQuestion,
    toldAtOnce: true,
    cause: 'node-check was stopped, so nobody knows whether what was healthy still is.',
    confirm: 'systemctl status node-check; pgrep -a node-check',
    remedy: 'Start node-check again; where it is not wanted any more, remove its conditions.',
    reference: 'docs/runbook.md',
  },
  ToolMissing: {
    ...openQuestion,
    cause: 'A program that node-check asks is not installed, or not on the PATH.',
    confirm: 'command -v ip iptables nft systemctl',
    remedy: 'Install the program that the message names (iproute2, iptables, nftables).',
    reference: 'docs/runbook.md',
  },
  ToolTooOld: {
    ...openQuestion,
    cause: 'The installed iproute2 cannot print JSON (before 4.14), so its answer is not parsed.',
    confirm: 'ip -V; ip -j addr',
    remedy: 'Update iproute2, or run node-check from its container image.',
    reference: 'https://man7.org/linux/man-pages/man8/ip.8.html',
  },
  ToolFailed: {
    ...openQuestion,
    cause: 'A program failed, hung, or printed something that is not its format.',
    confirm: 'Run the command in the message by hand.',
    remedy: 'Mend or reinstall the program that the message names.',
    reference: 'docs/runbook.md',
  },
  NotPermitted: {
    ...openQuestion,
    cause: 'node-check may not read what it needs.',
    confirm: 'id; getpcaps $$',
    remedy: 'Run node-check as root, or give it the capabilities that the manifest lists.',
    reference: 'docs/runbook.md',
  },
  ProcessesNotVisible: {
    ...openQuestion,
    cause:
      "node-check runs outside the host's PID namespace, so a process that it does not see may still run.",
    confirm: 'readlink /proc/1/ns/pid; cat /proc/1/comm',
    remedy: 'Run node-check on the host, or with hostPID: true.',
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  },
  NoFlannel: {
    ...openQuestion,
    cause: 'Nothing on this machine says that its pods use flannel.',
    confirm: 'ls /etc/cni/net.d /run/flannel; pgrep flanneld',
    remedy:
      'Nothing, if this node does not use flannel. Else set the option flannel.expected to expected.',
    reference: 'https://github.com/flannel-io/flannel',
  },
  OtherPodNetwork: {
    ...openQuestion,
    cause:
      'The pods of this node use another network plugin; what flannel left behind is not judged.',
    confirm: 'ls /etc/cni/net.d',
    remedy: 'Nothing, if this is meant. Else set the option flannel.expected to expected.',
    reference: 'https://www.cni.dev/docs/',
  },
  FlannelUndecided: {
    ...openQuestion,
    cause: 'flannel left traces on this node, but nothing says whether the pods still use it.',
    confirm: 'ls /etc/cni/net.d /run/flannel; systemctl status flanneld docker',
    remedy: 'Set the option flannel.expected to expected or none.',
    reference: 'docs/runbook.md',
  },
  NoFlannelSubnet: {
    ...openQuestion,
    cause: 'Without a valid subnet.env there is nothing to compare with.',
    confirm: 'cat /run/flannel/subnet.env',
    remedy: 'See what flannel-subnet-file found.',
    reference: 'docs/runbook.md',
  },
  NoExternalAccess: {
    ...openQuestion,
    cause:
      'The well-known targets on the internet stay silent, and nothing says that this node has to reach them.',
    confirm: 'ping -c 1 8.8.8.8; getent hosts google.com',
    remedy:
      'Nothing on an air-gapped or proxy-only node. Else set the option external to expected, or name targets.',
    reference: 'docs/runbook.md',
  },
} as const satisfies Record<string, ReasonDoc>;

export type SharedReason = keyof typeof sharedReasons;
