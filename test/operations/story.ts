import type { Command } from './commands.ts';

/** node: one of a cluster; image: a root that is being made into one; administrator: who has kubectl. */
export type Place = 'administrator' | 'image' | 'node';

export interface Step {
  /** How a command of docs/operations.md begins; or, with `own`, one of the walk's, which shows what came of it. */
  readonly command: string;
  readonly own?: true;
  /** What it prints, both of its streams. */
  readonly prints: RegExp;
  /** How it ends, where that is not 0; another end is the walk's. */
  readonly code?: number;
}

export interface Chapter {
  readonly title: string;
  readonly on: Place;
  /** The folder that is worked in. */
  readonly at: string;
  readonly steps: readonly Step[];
}

const own = (command: string, prints: RegExp): Step => ({ command, own: true, prints });

const conditions = `kubectl get node node --output jsonpath='{range .status.conditions[*]}{.type}{"\\t"}{.status}{"\\t"}{.reason}{"\\n"}{end}'`;
const times = conditions.replace('.reason', '.lastTransitionTime');
const healthy = /^FlannelProblem\tFalse\tNoFlannelProblem\n.*\nReady\tTrue/s;
const untold = /^(?!.*Problem\t).*\nReady\tTrue/s;
const gone = /^the conditions of node-check are gone from node$/m;
const met = /^node\/node condition met$/;
const untilFlannelProblem = (is: string) =>
  `kubectl wait node/node --for=condition=FlannelProblem=${is} --timeout=120s`;

const image = 'registry.example/node-check';

/** An order in which one node can go through all of it. */
export const storyOf = (version: string, architecture: string): readonly Chapter[] => [
  {
    title: 'By hand',
    on: 'node',
    at: `/root/node-check-${version}-linux-${architecture}`,
    steps: [{ command: 'sudo ./node-check --once', prints: /^node: healthy/m }],
  },
  {
    title: 'In an image, out of the archive',
    on: 'image',
    at: `/root/node-check-${version}-linux-${architecture}`,
    steps: [
      { command: 'install -D -m 755 node-check ', prints: /^$/ },
      { command: 'install -D -m 644 config.yaml ', prints: /^$/ },
      { command: 'install -D -m 600 environment ', prints: /^$/ },
      { command: 'install -D -m 644 node-check.service ', prints: /^$/ },
      { command: 'systemctl enable node-check', prints: /Created symlink/ },
      own('node-check --version', /^\d+\.\d+\.\d+$/),
    ],
  },
  {
    title: 'As a package',
    on: 'node',
    at: '/dist/packages',
    steps: [
      { command: 'apt-get install ', prints: /Setting up node-check \(/ },
      { command: 'printf ', prints: /^$/ },
      own('systemctl is-enabled node-check', /^enabled$/),
      { command: 'systemctl start ', prints: /^$/ },
      { command: 'systemctl status ', prints: /Active: active \(running\)/ },
      { command: 'curl ', prints: /"apiVersion": "node-check\/v1"/ },
      { command: 'node-check --print-config', prints: /^report: \[kubernetes\] +# /m },
      { command: 'systemctl restart ', prints: /^$/ },
      { command: 'journalctl ', prints: /Started node-check\.service/ },
    ],
  },
  {
    title: 'What the cluster has of it',
    on: 'administrator',
    at: '/run/cluster/operations',
    steps: [{ command: 'kubectl get nodes ', prints: /^node +20\S+Z$/m }, own(conditions, healthy)],
  },
  {
    title: 'Its conditions go by hand, and come again',
    on: 'node',
    at: '/dist/newer',
    steps: [
      { command: 'systemctl disable ', prints: /Removed/ },
      { command: 'node-check --remove-conditions', prints: gone },
      own('systemctl enable --now node-check', /Created symlink/),
      own(`apt-get install ./node-check_99.0.0_${architecture}.deb`, /Setting up node-check \(99/),
      own('systemctl is-active node-check', /^active$/),
    ],
  },
  {
    title: 'The cluster has them again',
    on: 'administrator',
    at: '/run/cluster/operations',
    steps: [own(untilFlannelProblem('False'), met), own(conditions, healthy)],
  },
  {
    title: 'Nothing is left of the package',
    on: 'node',
    at: '/root',
    steps: [
      { command: 'apt-get purge ', prints: gone },
      own('ls -d /usr/bin/node* /etc/node* /var/lib/node* 2>/dev/null || echo none', /^none$/),
    ],
  },
  {
    title: 'As DaemonSet',
    on: 'administrator',
    at: '/run/cluster/operations',
    steps: [
      own(conditions, untold),
      { command: 'kubectl apply ', prints: /^daemonset\.apps\/node-check created$/m },
      { command: 'kubectl --namespace node-check rollout ', prints: /successfully rolled out/ },
      own('kubectl --namespace node-check get pods', /1\/1 +Running +0/),
      // It complains of nothing.
      { command: 'kubectl --namespace node-check logs ', prints: /^$/ },
      own(conditions, healthy),
    ],
  },
  {
    title: 'A newer image comes to the node',
    on: 'node',
    at: '/root',
    steps: [
      own(`ctr --namespace k8s.io images tag ${image}:${version} ${image}:99.0.0`, /99\.0\.0/),
    ],
  },
  {
    title: 'And the DaemonSet takes it',
    on: 'administrator',
    at: '/run/cluster/operations',
    steps: [
      own(times, /^FlannelProblem\tFalse\t\S+Z$/m),
      own(`sed -i 's/newTag: .*/newTag: 99.0.0/' kustomization.yaml`, /^$/),
      { command: 'kubectl apply ', prints: /^daemonset\.apps\/node-check configured$/m },
      { command: 'kubectl --namespace node-check rollout ', prints: /successfully rolled out/ },
      own(untilFlannelProblem('False'), met),
      own(times, /^FlannelProblem\tFalse\t\S+Z$/m),
    ],
  },
  {
    title: 'Something breaks',
    on: 'node',
    at: '/root',
    steps: [own('ip link set cni0 mtu 1500', /^$/)],
  },
  {
    title: 'The cluster is told, and who asks',
    on: 'administrator',
    at: '/run/cluster/operations',
    steps: [
      own(untilFlannelProblem('True'), met),
      own(conditions, /^FlannelProblem\tTrue\tBridgeMtuMismatch$/m),
      own(
        'kubectl get events --field-selector involvedObject.kind=Node,source=node-check',
        /Warning +BridgeMtuMismatch +node\/node +FlannelProblem is True: /,
      ),
      {
        command: 'kubectl --namespace node-check exec ',
        prints: /^FAIL BridgeMtuMismatch \(pod-bridge\)$/m,
        code: 1,
      },
    ],
  },
  {
    title: 'It is mended',
    on: 'node',
    at: '/root',
    steps: [own('ip link set cni0 mtu 1450', /^$/)],
  },
  {
    title: 'And the DaemonSet goes again',
    on: 'administrator',
    at: '/run/cluster/operations',
    steps: [
      own(untilFlannelProblem('False'), met),
      { command: 'kubectl delete ', prints: /^daemonset\.apps "node-check".* deleted/m },
      { command: 'for node in ', prints: /^node\/node patched$/m },
      own(conditions, untold),
    ],
  },
];

/** The one command that begins so. */
export function findCommand(commands: readonly Command[], start: string): Command {
  const [found, ...more] = commands.filter(({ text }) => text.startsWith(start));
  if (found === undefined || more.length > 0)
    throw new Error(
      `docs/operations.md has ${found ? 'several commands' : 'no command'} ${start}…`,
    );
  return found;
}
