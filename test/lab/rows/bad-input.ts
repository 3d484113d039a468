import type { Row } from '../row.ts';

const withoutSubnet = [
  'flannel-interface NoFlannelSubnet',
  'flannel-routes NoFlannelSubnet',
  'kernel-forwarding NoFlannelSubnet',
  'pod-bridge NoFlannelSubnet',
];

const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

const invalid = ['empty', 'huge', 'binary', 'directory', 'fifo', 'io-error'].map(
  (name): Row => ({
    faults: [`subnet-env-${name}`],
    roots: ['flannel-subnet-file SubnetFileInvalid'],
    unknown: withoutSubnet,
  }),
);

const files: readonly Row[] = [
  ...invalid,
  {
    faults: ['subnet-env-dangling'],
    roots: ['flannel-subnet-file SubnetFileMissing'],
    unknown: withoutSubnet,
  },
  // Only if heat-params was read right is the outside expected, and the network the same.
  {
    faults: ['heat-params-quoting', 'everything-filtered'],
    roots: ['external-ping ExternalPingFailed'],
    consequences: ['external-http HttpUnreachable'],
  },
  { faults: ['heat-params-quoting'] },
];

/** What cannot be told without the answers of `ip`. */
const withoutIp = (reason: string): readonly string[] =>
  [
    ...['default-route', 'external-ping', 'flannel-interface', 'flannel-routes'],
    ...['kernel-forwarding', 'pod-bridge'],
  ].map((check) => `${check} ${reason}`);

const withoutIptables = (reason: string): readonly string[] =>
  ['kernel-forwarding', 'kube-proxy'].map((check) => `${check} ${reason}`);

const useless = ['garbage', 'silent', 'endless', 'hanging', 'orphaning', 'failing'];

const tools: readonly Row[] = [
  ...useless.map((way): Row => ({ faults: [`ip-${way}`], unknown: withoutIp('ToolFailed') })),
  { faults: ['ip-missing'], unknown: withoutIp('ToolMissing') },
  { faults: ['ip-old'], unknown: withoutIp('ToolTooOld') },
  ...useless.map(
    (way): Row => ({ faults: [`iptables-${way}`], unknown: withoutIptables('ToolFailed') }),
  ),
  { faults: ['iptables-missing'], unknown: withoutIptables('ToolMissing') },
  {
    faults: ['nft-hanging'],
    flags: ['--timeout', '1s'],
    unknown: ['kernel-forwarding CheckTimedOut'],
  },
  // Where iptables answers nobody needs to ask nft.
  ...[...useless, 'missing'].map((way): Row => ({ faults: [`nft-${way}`] })),
  ...useless.map(
    (way): Row => ({
      faults: [`ping-${way}`],
      unknown: ['external-ping ToolFailed'],
      // TCP answers in its place.
      status: 'healthy',
    }),
  ),
];

/** Not enough rights, or not the host's processes to see. */
const weak: readonly Row[] = [
  {
    faults: ['subnet-env-private'],
    through: asNobody,
    unknown: [...withoutSubnet, 'flannel-subnet-file NotPermitted', 'kube-proxy NotPermitted'],
  },
  {
    faults: [],
    through: asNobody,
    unknown: ['kernel-forwarding NotPermitted', 'kube-proxy NotPermitted'],
  },
  {
    faults: ['flanneld-dead'],
    through: ['unshare', '--pid', '--fork', '--mount-proc'],
    unknown: ['flannel-daemon ProcessesNotVisible'],
  },
];

/** Input that no program should be given. */
export const badInputRows: readonly Row[] = [...files, ...tools, ...weak];
