import t from 'tap';
import {
  brokenServices,
  runningServices,
  type ServiceFacts,
} from '../../../src/checks/facts/broken-services.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { Process, RuntimeAnswer } from '../../../src/domain/probes.ts';
import { container, processOf, processTable, unit } from '../../support/facts.ts';

const unread = new ProbeError('ToolMissing', 'systemctl is not installed');
const enabled = { unitFileState: 'enabled' } as const;
const inactive = { ...enabled, activeState: 'inactive', subState: 'dead' } as const;
const looping = { activeState: 'activating', subState: 'auto-restart', restarts: 4 } as const;

const facts = (overrides: Partial<ServiceFacts> = {}): ServiceFacts => ({
  units: [unit('docker', enabled), unit('kubelet', enabled)],
  processes: processTable(),
  runtimes: [],
  staticPods: { pods: [] },
  ...overrides,
});

const docker = (answer: RuntimeAnswer | ProbeError, stopped = false) => [
  { name: 'docker' as const, process: processOf('dockerd', { stopped }), answer },
];
const silent = { kind: 'silent', detail: 'no answer within 3000 ms' } as const;
const etcd = { name: 'etcd' as const, manifest: '/etc/kubernetes/manifests/etcd.yaml' };

const cases: readonly (readonly [title: string, facts: ServiceFacts, ...found: string[]])[] = [
  ['all run', facts()],
  ['systemd cannot be asked', facts({ units: unread })],
  [
    'a unit is down, and another requires it',
    facts({
      units: [unit('docker', inactive), unit('kubelet', { ...inactive, requires: ['docker'] })],
    }),
    'ServiceDown docker: unit docker is enabled and does not run',
    'ServiceBlocked kubelet: unit kubelet is enabled and does not run: it requires docker, which does not run either',
  ],
  [
    'a unit has failed by itself, whatever it requires',
    facts({
      units: [
        unit('kubelet', { activeState: 'failed', requires: ['docker'] }),
        unit('docker', inactive),
      ],
    }),
    'ServiceDown kubelet: unit kubelet has failed (no result, status unknown)',
    'ServiceDown docker: unit docker is enabled and does not run',
  ],
  [
    'a unit is crash-looping',
    facts({ units: [unit('etcd', looping)] }),
    'ServiceCrashLooping etcd: unit etcd waits for its next start after 4 restarts',
  ],
  ['another check’s unit is crash-looping', facts({ units: [unit('kube-proxy', looping)] })],
  [
    'a runtime answers nothing',
    facts({ runtimes: docker(silent) }),
    'RuntimeHung docker: docker (PID 100) runs and does not answer on its socket: no answer within 3000 ms',
  ],
  [
    'a runtime is stopped by a signal',
    facts({ runtimes: docker(silent, true) }),
    'RuntimeHung docker: docker (PID 100) is stopped by a signal and does not answer on its socket: no answer within 3000 ms',
  ],
  ['a runtime answers', facts({ runtimes: docker({ kind: 'answers' }) })],
  ['a runtime has no socket', facts({ runtimes: docker({ kind: 'absent' }) })],
  ['a runtime could not be asked', facts({ runtimes: docker(unread) })],
  [
    'a static pod does not run',
    facts({ staticPods: { pods: [etcd] } }),
    'ServiceDown etcd: the static pod etcd (/etc/kubernetes/manifests/etcd.yaml) does not run',
  ],
  [
    'a static pod is crash-looping',
    facts({
      staticPods: {
        pods: [etcd],
        containers: {
          silent: [],
          containers: [container('etcd', { state: 'exited', restarts: 9 })],
        },
      },
    }),
    'ServiceCrashLooping etcd: cri container etcd does not stay up (9 restarts)',
  ],
  [
    'a static pod does not run, and neither does what runs it',
    facts({ units: [unit('kubelet', inactive)], staticPods: { pods: [etcd] } }),
    'ServiceDown kubelet: unit kubelet is enabled and does not run',
  ],
  [
    'a static pod may be hidden',
    facts({ staticPods: { pods: [etcd] }, processes: processTable([], { complete: false }) }),
  ],
];

for (const [title, given, ...found] of cases) {
  t.test(title, async (t) => {
    t.same(
      brokenServices(given).map(
        ({ reason, subject, message }) => `${reason} ${subject}: ${message}`,
      ),
      found,
    );
  });
}

t.test('what runs is named once, however it shows', async (t) => {
  const given = facts({
    units: [unit('docker'), unit('kubelet', inactive), unit('flanneld')],
    runtimes: [
      ...docker({ kind: 'answers' }),
      { name: 'containerd', process: processOf('containerd'), answer: { kind: 'absent' } },
      { name: 'crio', process: processOf('crio'), answer: unread },
    ],
    staticPods: {
      pods: [etcd, { ...etcd, name: 'kube-apiserver', process: processOf('kube-apiserver') }],
    },
  });
  t.same(runningServices(given), ['docker', 'kube-apiserver']);
});

t.test('where systemd cannot be asked, a process that runs is what can be seen', async (t) => {
  const seen = (...processes: readonly Process[]) =>
    runningServices(
      facts({
        units: unread,
        processes: processTable(processes),
        runtimes: [
          ...docker({ kind: 'absent' }),
          { name: 'containerd', process: processOf('containerd'), answer: silent },
          { name: 'crio', process: processOf('crio'), answer: unread },
        ],
      }),
    );
  t.same(seen(processOf('kubelet')), ['docker', 'kubelet']);
  t.same(seen(processOf('kubelet', { stopped: true })), ['docker']);
  t.same(seen(), ['docker']);
});
