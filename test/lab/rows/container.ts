import { join } from 'node:path';
import type { Row } from '../row.ts';

const script = join(import.meta.dirname, '../shell/container.sh');

export const inContainer = (
  kind: 'host-pid' | 'own-pid' | 'host-proc',
): Pick<Row, 'through' | 'flags'> => ({
  through: ['bash', script, kind],
  flags: ['--host-root', '/host'],
});

const hostPid = inContainer('host-pid');
const ownPid = inContainer('own-pid');
const hostProc = inContainer('host-proc');

/** As good as on the node itself, but for what only the node's own tools can ask. */
const withProcesses: readonly Row[] = [
  { faults: [], ...hostPid },
  {
    faults: ['subnet-env-garbage'],
    ...hostPid,
    roots: ['flannel-subnet-file SubnetFileInvalid'],
    unknown: [
      'flannel-interface NoFlannelSubnet',
      'flannel-routes NoFlannelSubnet',
      'kernel-forwarding NoFlannelSubnet',
      'pod-bridge NoFlannelSubnet',
    ],
  },
  { faults: ['flanneld-dead'], ...hostPid, roots: ['flannel-daemon FlannelNotRunning'] },
  { faults: ['flanneld-dead'], ...hostProc, roots: ['flannel-daemon FlannelNotRunning'] },
];

/** What cannot be seen may be there, and is no fault. */
const withoutProcesses: readonly Row[] = [
  { faults: [], ...ownPid, unknown: ['flannel-daemon ProcessesNotVisible'] },
  { faults: ['flanneld-dead'], ...ownPid, unknown: ['flannel-daemon ProcessesNotVisible'] },
  {
    faults: ['kube-proxy-absent'],
    ...ownPid,
    unknown: ['flannel-daemon ProcessesNotVisible', 'kube-proxy KubeProxyUndecided'],
  },
  {
    faults: ['bridge-wrong-mtu'],
    ...ownPid,
    roots: ['pod-bridge BridgeMtuMismatch'],
    unknown: ['flannel-daemon ProcessesNotVisible'],
  },
];

/** Inside of a container that has the node's network, and its files under /host. */
export const containerRows: readonly Row[] = [...withProcesses, ...withoutProcesses];
