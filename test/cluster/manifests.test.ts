import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { skipOrFail } from '../lab/lab-test.ts';
import { checkout } from '../lab/machine.ts';
import type { Api } from './api.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { kubeconform, writeSchemas } from './kubeconform.ts';
import {
  applyKustomized,
  type Component,
  components,
  kustomize,
  readApplied,
} from './kustomize.ts';
import { createPod, podToken } from './pod.ts';
import { findPrograms } from './programs.ts';
import { applyDefinitions } from './prometheus-operator.ts';
import { whyNoCluster } from './requirements.ts';
import { until } from './until.ts';

const combinations: readonly (readonly Component[])[] = [
  [],
  ...components.map((component) => [component]),
  components,
];

async function testValid(t: Test, plane: ControlPlane): Promise<void> {
  for (const combination of combinations) {
    const manifests = await kustomize(plane, combination);
    const valid = manifests.match(/^kind: /gm)?.length ?? 0;
    t.ok(valid > 0);
    t.strictSame(
      await kubeconform(plane, manifests),
      { resources: [], summary: { valid, invalid: 0, errors: 0, skipped: 0 } },
      ['base', ...combination].join(' and '),
    );
  }
}

/** Of what is written in the manifests the first is changed. */
const mistakes: readonly (readonly [written: string, instead: string, said: string])[] = [
  // Fields that are not there: at any depth, under references, lists and maps.
  ['priorityClassName:', 'priorityClasName:', "'priorityClasName' not allowed"],
  ['mountPath: /host/etc', 'mountpath: /host/etc', "'mountpath' not allowed"],
  ['fieldPath: spec.nodeName', 'fieldpath: spec.nodeName', "'fieldpath' not allowed"],
  ['name: node-check\n  namespace', 'nam: node-check\n  namespace', "'nam' not allowed"],
  ['failurePolicy:', 'failurepolicy:', "'failurepolicy' not allowed"],
  ['targetLabel:', 'targetlabel:', "'targetlabel' not allowed"],
  ['alert:', 'alerts:', "'alerts' not allowed"],
  // Another type than the field has.
  ['hostPID: true', 'hostPID: "true"', 'got string, want boolean'],
  ['enforce: privileged', 'enforce: true', 'got boolean, want string'],
  ['maxUnavailable: 10%', 'maxUnavailable: [10%]', '/maxUnavailable'],
  ['memory: 96Mi', 'memory: [96Mi]', '/limits/memory'],
  ['severity: warning', 'severity: 1', 'got number, want string'],
  // Something required, a form, a kind.
  ['verbs:', 'verb:', "missing property 'verbs'"],
  ['interval: 30s', 'interval: 30 seconds', 'does not match pattern'],
  ['kind: PodMonitor', 'kind: PodMonitr', 'could not find schema for PodMonitr'],
];

async function testMistakes(t: Test, plane: ControlPlane): Promise<void> {
  const manifests = await kustomize(plane, components);
  for (const [written, instead, said] of mistakes) {
    const { resources } = await kubeconform(plane, manifests.replace(written, instead));
    t.match(resources, [{ msg: said }], instead);
    t.equal(resources.length, 1, instead);
  }
}

interface Rules {
  readonly resourceRules: readonly unknown[];
  readonly nonResourceRules: readonly unknown[];
}

/** All that RBAC gives it. */
async function rulesOf(agent: Api): Promise<readonly unknown[]> {
  const { status } = await agent.send<{ readonly status: Rules }>({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { spec: { namespace: 'node-check' } },
  });
  return [...status.resourceRules, ...status.nonResourceRules];
}

const lists = ['/api/v1/nodes', '/api/v1/nodes?watch=true&timeoutSeconds=1'];

async function testPeers(t: Test, plane: ControlPlane): Promise<void> {
  await applyKustomized(plane);
  const agent = plane.apiWith(await podToken(plane, await createPod(plane, 'n1')));
  const answers = () => Promise.all(lists.map(async (path) => (await agent.ask({ path })).status));
  try {
    t.same(await answers(), [403, 403], 'without it');
    const before = await rulesOf(agent);
    await applyKustomized(plane, ['peers']);
    await until('the right to hold', async () => (await answers()).every((code) => code === 200));
    const wanted = { verbs: ['list', 'watch'], apiGroups: [''], resources: ['nodes'] };
    const sorted = (rules: readonly unknown[]) => rules.map((rule) => JSON.stringify(rule)).sort();
    t.same(sorted(await rulesOf(agent)), sorted([...before, wanted]), 'with it');
  } finally {
    await agent.close();
  }
}

async function testApplied(t: Test, plane: ControlPlane): Promise<void> {
  const written = await applyKustomized(plane, components);
  const read = await readApplied(plane);
  t.equal(read.length, written.length);
  t.hasStrict(read, written);
}

const obstacle = whyNoCluster();
const programs = findPrograms();
if (obstacle !== undefined || 'missing' in programs) skipOrFail(t, obstacle ?? '', 'cluster');
else {
  const plane = await startControlPlane(programs);
  t.teardown(() => plane.close());
  await t.test('no component is forgotten here', async (t) => {
    const folder = join(checkout, 'packaging/kubernetes/components');
    t.same(readdirSync(folder).sort(), components);
  });
  await t.test('peers lets an agent list and watch Nodes, and nothing else', (t) =>
    testPeers(t, plane),
  );
  await t.test('the API server takes all of it, and drops nothing', (t) => testApplied(t, plane));
  await t.test('kubeconform', async (t) => {
    await applyDefinitions(plane);
    await until('the schemas of the new kinds', async () => {
      const written = await writeSchemas(plane);
      return ['podmonitor', 'prometheusrule'].every((kind) =>
        written.includes(`${kind}-monitoring-v1.json`),
      );
    });
    await t.test('finds every component valid', (t) => testValid(t, plane));
    await t.test('finds mistakes', (t) => testMistakes(t, plane));
  });
}
