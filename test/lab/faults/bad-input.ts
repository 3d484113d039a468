import type { Fault } from '../fault.ts';

const subnetEnv = '/run/flannel/subnet.env';
const heatParams = '/etc/sysconfig/heat-params';

const badSubnetFile = (name: string, summary: string, make: string): Fault => ({
  name: `subnet-env-${name}`,
  summary: `subnet.env ${summary}`,
  inject: { node: `rm ${subnetEnv}; ${make}` },
  revert: { node: 'write_subnet_env' },
});

const files: readonly Fault[] = [
  badSubnetFile('empty', 'is empty', `: >${subnetEnv}`),
  badSubnetFile('huge', 'has 10 MiB', `yes FLANNEL_MTU=1450 | head -c 10M >${subnetEnv}`),
  badSubnetFile('binary', 'holds NUL bytes', `head -c 100 /dev/zero >${subnetEnv}`),
  badSubnetFile('directory', 'is a directory', `mkdir ${subnetEnv}`),
  badSubnetFile('dangling', 'is a link that leads nowhere', `ln -s /nowhere ${subnetEnv}`),
  badSubnetFile('fifo', 'is a pipe that nobody writes to', `mkfifo ${subnetEnv}`),
  {
    name: 'subnet-env-io-error',
    summary: 'subnet.env cannot be read: the disk reports an error',
    // Reading the first byte of a process's memory is an I/O error, for root too.
    inject: { node: `mount --bind /proc/1/mem ${subnetEnv}` },
    revert: { node: `umount ${subnetEnv}` },
  },
  {
    name: 'subnet-env-private',
    summary: 'subnet.env may be read by root only (odd, but no fault)',
    inject: { node: `chmod 600 ${subnetEnv}` },
    revert: { node: `chmod 644 ${subnetEnv}` },
  },
  {
    name: 'heat-params-quoting',
    summary: 'heat-params uses every quoting that a shell knows (odd, but no fault)',
    inject: {
      node: `cat >${heatParams} <<'EOF'
# a comment

INSTANCE_NAME=n1
NETWORK_DRIVER='flannel'
FLANNEL_NETWORK_CIDR="10.9.0.0/16"
FLANNEL_NETWORK_CIDR="10.100.0."'0/16'
CLUSTER_UUID="5d12\\
f6fd"
TRUSTEE_PASSWORD="a\\\\b\\"c\\$d\\\`e"
PASSWORD='a"b\\c$d'
WAIT_CURL="curl -i -X POST -H 'X-Auth-Token: 0f4a' http://10.0.0.250:8004/v1/signal"
OCTAVIA_LB_HEALTHCHECK=True
export REGION_NAME="RegionOne"
HTTP_PROXY=
CONTAINER_INFRA_PREFIX=""
EOF`,
    },
    revert: { node: 'write_heat_params' },
    needs: { bridge: 'cni0' },
  },
];

/** Ways in which a program can be useless. Each is the script that stands in its place. */
const ways = {
  garbage: ['prints garbage', 'echo "{ [ <html>"'],
  silent: ['prints nothing', ':'],
  endless: ['never stops printing', 'exec yes 0123456789abcdef'],
  hanging: ['hangs, and so does its child', 'sleep 1000 & exec sleep 1000'],
  // The child holds the pipes that the caller reads to their end.
  orphaning: ['ends, and leaves a child behind', 'sleep 1000 & exit 0'],
  failing: ['fails', 'echo "no can do" >&2; exit 3'],
} as const;

/** iptables may also be called by the name of its backend. */
const tools = {
  ip: ['ip'],
  iptables: ['iptables', 'iptables-nft'],
  nft: ['nft'],
  ping: ['ping'],
} as const;

const restore = (files: readonly string[]): Fault['revert'] => ({
  node: files.map((file) => `restore_tool ${file}`).join('\n'),
});

const uselessTools: readonly Fault[] = Object.entries(tools).flatMap(([tool, files]) =>
  Object.entries(ways).map(([way, [summary, script]]) => ({
    name: `${tool}-${way}`,
    summary: `${tool} ${summary}`,
    inject: { node: files.map((file) => `fake_tool ${file} <<'EOF'\n${script}\nEOF`).join('\n') },
    revert: restore(files),
  })),
);

const missingTools: readonly Fault[] = Object.entries(tools).map(([tool, files]) => ({
  name: `${tool}-missing`,
  summary: `${tool} is not installed`,
  inject: { node: files.map((file) => `hide_tool ${file}`).join('\n') },
  revert: restore(files),
}));

const oldIp: Fault = {
  name: 'ip-old',
  summary: 'ip is from before 2017, and knows no -j',
  inject: {
    node: `fake_tool ip <<'EOF'
for argument; do
  case $argument in
  -j*) echo 'Option "'"$argument"'" is unknown, try "ip -help".' >&2; exit 255 ;;
  esac
done
exec "$(find /run/lab/tools -name ip -type f)" "$@"
EOF`,
  },
  revert: { node: 'restore_tool ip' },
};

export const badInput: readonly Fault[] = [...files, ...uselessTools, ...missingTools, oldIp];
