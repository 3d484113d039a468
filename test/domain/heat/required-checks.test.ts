import t from 'tap';
import { checks } from '../../../src/checks/registry.ts';
import { requiredByDefault, unmetBy } from '../../../src/domain/heat/required-checks.ts';
import {
  conclude,
  healthy,
  unhealthy,
  unknown,
  type Verdict,
} from '../../../src/domain/verdict.ts';
import { configOf } from '../../support/config.ts';

const local = [
  ...['flannel-subnet-file', 'flannel-daemon', 'flannel-interface', 'pod-bridge'],
  ...['kernel-forwarding', 'node-services'],
];

t.test('what a node does by itself is required', async (t) => {
  t.strictSame(requiredByDefault(configOf({}).checks), local);
});

t.test('targets that somebody named are required', async (t) => {
  const required = (flags: Readonly<Record<string, string>>) =>
    requiredByDefault(configOf(flags).checks).filter((name) => !local.includes(name));
  t.strictSame(required({ 'external-ping.targets': '10.0.0.1' }), ['external-ping']);
  t.strictSame(required({ 'external-http.urls': 'https://registry.example/' }), ['external-http']);
  t.strictSame(required({ 'external-http.unverified-urls': 'https://a.example/' }), [
    'external-http',
  ]);
  t.strictSame(required({ 'node-dns.names': 'registry.example' }), ['node-dns']);
});

t.test('only what runs is required', async (t) => {
  const { checks: running } = configOf({ checks: 'pod-*,node-dns' });
  t.strictSame(requiredByDefault(running), ['pod-bridge']);
  t.strictSame(requiredByDefault({ 'node-dns': {} }), []);
});

t.test('what waits for other nodes is never required by itself', async (t) => {
  const all = Object.fromEntries(checks.map(({ name, defaults }) => [name, defaults]));
  const others = { 'cluster-dns': {}, 'service-path': {}, 'peer-paths': {} };
  t.strictSame(requiredByDefault({ ...all, ...others }), local);
});

const nothingSaid = { flannel: 'auto', kubeProxy: 'auto', external: 'auto' } as const;
const unmet = (verdict: Verdict, { check = 'pod-bridge', node = {} } = {}) =>
  unmetBy(
    check,
    { name: check, condition: 'FlannelProblem', verdict, durationMs: 1 },
    { ...nothingSaid, ...node },
  );

t.test('a healthy check satisfies', async (t) => {
  t.equal(unmet(healthy('cni0 is well')), undefined);
});

t.test('an unhealthy one does not', async (t) => {
  t.strictSame(unmet(unhealthy({ reason: 'BridgeDown', message: 'cni0 is down' })), {
    check: 'pod-bridge',
    health: 'unhealthy',
    why: 'BridgeDown cni0 is down',
  });
});

t.test('what could not be told does not satisfy, unless something else has told it', async (t) => {
  t.strictSame(unmet(unknown('ToolMissing', 'ip is not there')), {
    check: 'pod-bridge',
    health: 'unknown',
    why: 'pod-bridge, ToolMissing ip is not there',
  });
  const finding = { reason: 'PingNotPermitted', message: 'no ping' };
  const answered = { ...finding, answeredBy: 'TCP answers' };
  t.equal(unmet({ status: 'unknown', findings: [answered] }), undefined);
  t.match(unmet({ status: 'unknown', findings: [answered, finding] }), { health: 'unknown' });
});

t.test('a check without a result does not satisfy', async (t) => {
  t.strictSame(unmetBy('pod-bridge', undefined, nothingSaid), {
    check: 'pod-bridge',
    health: 'unknown',
    why: 'pod-bridge does not run',
  });
});

const settled: readonly (readonly [reason: string, node: object, isSettled: boolean])[] = [
  ['NoFlannel', {}, false],
  ['NoFlannel', { flannel: 'expected' }, false],
  ['NoFlannel', { flannel: 'none' }, true],
  ['OtherPodNetwork', {}, false],
  ['NoFlannelInterface', {}, true],
  ['NoPodBridge', {}, true],
  ['NoExternalAccess', {}, false],
  ['NoExternalAccess', { external: 'none' }, true],
  ['KubeProxyNotExpected', {}, false],
  ['KubeProxyNotExpected', { kubeProxy: 'none' }, true],
  ['NoNodeServices', { flannel: 'none', external: 'none', kubeProxy: 'none' }, false],
  ['NoBootScripts', { flannel: 'none', external: 'none', kubeProxy: 'none' }, false],
];

for (const [reason, node, isSettled] of settled) {
  const satisfies = isSettled ? 'satisfies' : 'does not satisfy';
  t.test(`not applicable (${reason}) with ${JSON.stringify(node)} ${satisfies}`, async (t) => {
    const verdict: Verdict = { status: 'notApplicable', findings: [{ reason, message: 'm' }] };
    t.equal(
      unmet(verdict, { node })?.why,
      isSettled ? undefined : `pod-bridge, ${reason} m; nothing settles that`,
    );
  });
}

t.test('each reason that settles is one that a check has', async (t) => {
  const reasons = checks.flatMap((check) => Object.keys(check.reasons));
  for (const reason of ['NoFlannelInterface', 'NoPodBridge', 'KubeProxyNotExpected'])
    t.ok(reasons.includes(reason), reason);
});

const seenServices: readonly (readonly [seen: readonly string[], lacking: string | undefined])[] = [
  [['docker', 'kubelet'], undefined],
  [['containerd', 'kubelet', 'etcd'], undefined],
  [['crio', 'kubelet'], undefined],
  [['docker', 'etcd'], 'the kubelet'],
  [['kubelet'], 'a container runtime'],
  [[], 'a container runtime'],
];

for (const [seen, lacking] of seenServices)
  t.test(`services that run (${seen.join(', ')}) lack ${lacking ?? 'nothing'}`, async (t) => {
    const verdict = conclude({ broken: [], fine: 'they run', seen });
    t.equal(
      unmet(verdict, { check: 'node-services' })?.why,
      lacking && `node-services, ${lacking} is not seen to run`,
    );
  });

t.test('services of which not all are known lack what was not seen', async (t) => {
  t.match(unmet(healthy('they run'), { check: 'node-services' }), { health: 'unknown' });
  const answered = { reason: 'NotPermitted', message: 'no systemd', answeredBy: 'docker run' };
  const verdict: Verdict = { status: 'unknown', findings: [answered] };
  t.match(unmet(verdict, { check: 'node-services' }), { health: 'unknown' });
});
