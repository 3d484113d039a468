import t, { type Test } from 'tap';
import { takeSteps } from '../lab/lab.ts';
import { outcomeOf } from '../lab/node-check.ts';
import { expectedOf, type Row } from '../lab/row.ts';
import { type Backend, backends } from '../lab/shape.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import type { Daemon } from './daemon.ts';
import { startFlannel, startFlanneld } from './flannel.ts';
import { proxyModes, startKubeProxy } from './kube-proxy.ts';
import { untilDeviceIsBack, untilFlannelRules, untilPeerAnswers } from './until-node.ts';

/** What node-check has to say of n1, all of it. */
type Judgement = Omit<Row, 'faults'>;

/** Something that happens on n1 to a part that runs there. */
interface Fault extends Judgement {
  readonly title: string;
  readonly inject: (part: Daemon, cluster: Cluster) => Promise<void>;
}

async function stop(part: Daemon): Promise<void> {
  await part.stop();
}

async function kill(part: Daemon): Promise<void> {
  part.signal('SIGKILL');
  await part.ended;
}

async function hang(part: Daemon): Promise<void> {
  part.signal('SIGSTOP');
}

const kubeProxyFaults: readonly Fault[] = [
  { title: 'stopped', inject: stop, roots: ['kube-proxy KubeProxyNotRunning'] },
  { title: 'killed', inject: kill, roots: ['kube-proxy KubeProxyNotRunning'] },
  { title: 'hanging', inject: hang, roots: ['kube-proxy KubeProxyUnhealthy'] },
  {
    title: 'its rules flushed under it',
    async inject(_part, cluster) {
      await takeSteps(cluster.lab, 'n1', { node: 'nft flush ruleset' });
      await untilFlannelRules(cluster, 'n1');
    },
    roots: ['kube-proxy KubeProxyRulesMissing'],
  },
];

const notRunning = { roots: ['flannel-daemon FlannelNotRunning'] } as const;

const withoutDevice = {
  ...notRunning,
  consequences: ['flannel-interface FlannelInterfaceMissing'],
} as const;

const withoutSubnetFile = {
  roots: ['flannel-subnet-file SubnetFileMissing'],
  unknown: ['flannel-interface', 'flannel-routes', 'kernel-forwarding', 'pod-bridge'].map(
    (check) => `${check} NoFlannelSubnet`,
  ),
} as const;

async function removeSubnetFile(_part: Daemon, { lab }: Cluster): Promise<void> {
  await takeSteps(lab, 'n1', { node: 'rm /run/flannel/subnet.env' });
}

async function deleteDevice(_part: Daemon, { lab }: Cluster): Promise<void> {
  await takeSteps(lab, 'n1', { node: 'ip link del "$DEVICE"' });
}

const flannelFaults: Readonly<Record<Backend, readonly Fault[]>> = {
  vxlan: [
    { title: 'stopped', inject: stop, ...notRunning },
    { title: 'killed', inject: kill, ...notRunning },
    { title: 'hanging', inject: hang, ...notRunning },
    { title: 'subnet.env removed under it', inject: removeSubnetFile, ...withoutSubnetFile },
    {
      title: 'its device deleted while it hangs',
      async inject(part, cluster) {
        await hang(part);
        await deleteDevice(part, cluster);
      },
      ...withoutDevice,
    },
    {
      // What it does not make again are the routes to the others: that takes a memory, which only the daemon has.
      title: 'its device deleted under it, which it makes again',
      async inject(part, cluster) {
        await deleteDevice(part, cluster);
        await untilDeviceIsBack(cluster, 'n1');
      },
    },
  ],
  'host-gw': [
    { title: 'killed', inject: kill, ...notRunning },
    {
      title: 'subnet.env removed under it',
      inject: removeSubnetFile,
      ...withoutSubnetFile,
      notApplicable: [],
    },
  ],
  udp: [
    { title: 'killed, and its device with it', inject: kill, ...withoutDevice },
    { title: 'hanging', inject: hang, ...notRunning },
    { title: 'subnet.env removed under it', inject: removeSubnetFile, ...withoutSubnetFile },
  ],
};

async function judge(t: Test, { lab }: Cluster, when: string, judgement: Judgement = {}) {
  t.strictSame(await outcomeOf(lab, 'n1'), expectedOf(lab, { faults: [], ...judgement }), when);
}

/** Each begins with the part started anew, which is also how it is mended. */
async function testFaults(
  t: Test,
  cluster: Cluster,
  { faults, start }: { readonly faults: readonly Fault[]; readonly start: () => Promise<Daemon> },
): Promise<void> {
  for (const { title, inject, ...judgement } of faults)
    await t.test(title, async (t) => {
      const part = await start();
      await judge(t, cluster, 'healthy');
      await inject(part, cluster);
      await judge(t, cluster, 'broken', judgement);
      await kill(part);
    });
  await start();
  await judge(t, cluster, 'mended');
}

async function testFlannel(t: Test, cluster: Cluster): Promise<void> {
  const { n1 } = await startFlannel(cluster);
  await stop(n1);
  await testFaults(t, cluster, {
    faults: flannelFaults[cluster.lab.shape.backend],
    async start() {
      const flanneld = await startFlanneld(cluster, 'n1');
      await untilPeerAnswers(cluster, 'n1');
      return flanneld;
    },
  });
}

for (const backend of backends)
  await t.test(`flanneld, ${backend}`, (t) =>
    withCluster(t, { backend, bridge: 'cni0' }, (cluster) => testFlannel(t, cluster)),
  );

for (const mode of proxyModes)
  await t.test(`kube-proxy, ${mode}`, (t) =>
    withCluster(t, { backend: 'vxlan', bridge: 'cni0' }, async (cluster) => {
      await startFlannel(cluster);
      await testFaults(t, cluster, {
        faults: kubeProxyFaults,
        start: () => startKubeProxy(cluster, 'n1', mode),
      });
    }),
  );
