import t, { type Test } from 'tap';
import { conditionTypes } from '../../src/domain/conditions.ts';
import type { NodeName } from '../lab/shape.ts';
import type { Api, Question } from './api.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import { applyKustomized } from './kustomize.ts';
import { issueToken, readNode } from './objects.ts';
import { createPod, podToken } from './pod.ts';
import { until } from './until.ts';

/** What the agent on n1 may try. */
interface Attempt {
  readonly title: string;
  readonly question: Question;
  /** Why it is refused: always, or with the policy only; without either it is allowed. */
  readonly always?: string;
  readonly byPolicy?: string;
}

const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'Tried',
  message: 'by a test',
  lastHeartbeatTime: '2026-01-01T00:00:00Z',
  lastTransitionTime: '2026-01-01T00:00:00Z',
});

const patchNode = (node: NodeName, body: object, part = '/status'): Question => ({
  method: 'PATCH',
  path: `/api/v1/nodes/${node}${part}`,
  body,
});

const conditions = (...list: readonly object[]) => ({ status: { conditions: list } });

const onlyOwn = 'may change no conditions but its own';
const noMetadata = 'may change no labels, annotations or other metadata';
const noStatus = 'may change nothing of the status but conditions';

const taint = { key: 'tried', value: 'yes', effect: 'NoExecute' };
const rbac = '/apis/rbac.authorization.k8s.io/v1';

const statusAttempts: readonly Attempt[] = [
  {
    title: 'each of its own conditions',
    question: patchNode('n1', conditions(...conditionTypes.map((type) => condition(type)))),
  },
  {
    title: 'one of its own taken away',
    question: patchNode('n1', conditions({ $patch: 'delete', type: 'DNSProblem' })),
  },
  {
    title: 'its conditions on another node',
    question: patchNode('n2', conditions(condition('FlannelProblem'))),
    byPolicy: 'node-check on n1 may not change n2',
  },
  {
    title: 'Ready',
    question: patchNode('n1', conditions(condition('Ready', 'False'))),
    byPolicy: onlyOwn,
  },
  {
    title: 'Ready beside its own',
    question: patchNode('n1', conditions(condition('DNSProblem'), condition('Ready', 'Unknown'))),
    byPolicy: onlyOwn,
  },
  {
    title: 'Ready taken away',
    question: patchNode('n1', conditions({ $patch: 'delete', type: 'Ready' })),
    byPolicy: onlyOwn,
  },
  {
    title: 'a condition that nobody has',
    question: patchNode('n1', conditions(condition('NetworkUnavailable'))),
    byPolicy: onlyOwn,
  },
  {
    title: 'a label',
    question: patchNode('n1', { metadata: { labels: { tried: 'yes' } } }),
    byPolicy: noMetadata,
  },
  {
    title: 'a label taken away',
    question: patchNode('n1', { metadata: { labels: { 'kubernetes.io/hostname': null } } }),
    byPolicy: noMetadata,
  },
  {
    title: 'all annotations taken away',
    question: patchNode('n1', { metadata: { annotations: null } }),
    byPolicy: noMetadata,
  },
  {
    title: 'an annotation',
    question: patchNode('n1', { metadata: { annotations: { tried: 'yes' } } }),
    byPolicy: noMetadata,
  },
  {
    title: 'a finalizer',
    question: patchNode('n1', { metadata: { finalizers: ['example.com/tried'] } }),
    byPolicy: noMetadata,
  },
  {
    title: 'an address',
    question: patchNode('n1', {
      status: { addresses: [{ type: 'ExternalIP', address: '192.0.2.1' }] },
    }),
    byPolicy: noStatus,
  },
  {
    title: 'its capacity',
    question: patchNode('n1', { status: { capacity: { 'example.com/tried': '1' } } }),
    byPolicy: noStatus,
  },
];

const createEvent = (kind: string, name: string, namespace = 'default'): Question => ({
  method: 'POST',
  path: `/api/v1/namespaces/${namespace}/events`,
  body: {
    ...{ type: 'Normal', reason: 'Tried', message: 'by a test', source: { component: 'a test' } },
    metadata: { generateName: 'tried-' },
    involvedObject: { apiVersion: 'v1', kind, name },
  },
});

const others: readonly Attempt[] = [
  { title: 'an Event of its own node', question: createEvent('Node', 'n1') },
  {
    title: 'an Event of another node',
    question: createEvent('Node', 'n2'),
    byPolicy: 'may write Events of its own Node only',
  },
  {
    title: 'an Event in another namespace',
    question: createEvent('Node', 'n1', 'kube-system'),
    always: 'cannot create resource "events"',
  },
  {
    title: 'an Event of something else',
    question: createEvent('Service', 'n1'),
    byPolicy: 'may write Events of its own Node only',
  },
  {
    title: 'a label, not through the status',
    question: patchNode('n1', { metadata: { labels: { tried: 'yes' } } }, ''),
    always: 'cannot patch resource "nodes"',
  },
  {
    title: 'a taint',
    question: patchNode('n1', { spec: { taints: [taint] } }, ''),
    always: 'cannot patch resource "nodes"',
  },
  {
    title: 'its own Node deleted',
    question: { method: 'DELETE', path: '/api/v1/nodes/n1' },
    always: 'cannot delete resource "nodes"',
  },
  {
    title: 'all Nodes read',
    question: { path: '/api/v1/nodes' },
    always: 'cannot list resource "nodes"',
  },
  {
    title: 'secrets read',
    question: { path: '/api/v1/secrets' },
    always: 'cannot list resource "secrets"',
  },
  {
    title: 'its own rights widened',
    question: { method: 'DELETE', path: `${rbac}/clusterroles/node-check` },
    always: 'cannot delete resource "clusterroles"',
  },
];

type Policy = 'with' | 'without';

function expectedOf({ always, byPolicy }: Attempt, policy: Policy) {
  if (always !== undefined) return { code: 403, message: always };
  return policy === 'with' && byPolicy !== undefined
    ? { code: 422, message: byPolicy }
    : { code: 200, message: undefined };
}

/** Each by itself: nothing of it is written, but all of it is judged. */
async function tryAll(t: Test, agent: Api, policy: Policy): Promise<void> {
  for (const attempt of [...statusAttempts, ...others]) {
    const answer = await askDry(agent, attempt.question);
    t.match(answer, expectedOf(attempt, policy), attempt.title);
  }
}

async function askDry(agent: Api, question: Question) {
  const path = `${question.path}?dryRun=All`;
  const { status, text } = await agent.ask({ ...question, path });
  const { message }: { readonly message?: string } = JSON.parse(text);
  // 201 is 200 for what is created.
  return { code: status === 201 ? 200 : status, message: status < 400 ? undefined : message };
}

/** The server takes up new policies in its own time. */
const untilRefused = (agent: Api, question: Question) =>
  until('the policy to hold', async () => (await askDry(agent, question)).code === 422);

async function testOthers(t: Test, { plane }: Cluster): Promise<void> {
  const as = { user: 'system:node:n1', groups: ['system:nodes'] };
  const ready = patchNode('n1', conditions(condition('Ready', 'False')));
  t.equal((await plane.api.ask({ ...ready, as })).status, 200);
}

async function testTaint(t: Test, agent: Api, { plane }: Cluster): Promise<void> {
  const before = await readNode(plane, 'n1');
  await agent.ask(patchNode('n1', { spec: { taints: [taint] } }));
  t.same((await readNode(plane, 'n1')).spec, before.spec);
}

await withCluster(t, { backend: 'vxlan', bridge: 'cni0' }, async (cluster) => {
  const { plane } = cluster;
  await applyKustomized(plane);
  const agent = plane.apiWith(await podToken(plane, await createPod(plane, 'n1')));
  const account = { namespace: 'node-check', name: 'node-check', uid: '' };
  const nobody = plane.apiWith(await issueToken(plane, account, { seconds: 600 }));
  const own = patchNode('n1', conditions(condition('DNSProblem')));
  try {
    await t.test('without the policy the whole status of every Node is open', async (t) => {
      t.equal((await agent.ask(own)).status, 200);
      await tryAll(t, agent, 'without');
    });
    await t.test('taints do not come in through the status', (t) => testTaint(t, agent, cluster));

    await applyKustomized(plane, ['admission']);
    await untilRefused(agent, patchNode('n2', conditions(condition('DNSProblem'))));
    await untilRefused(agent, createEvent('Node', 'n2'));
    await t.test('with it, nothing but its own conditions and Events', (t) =>
      tryAll(t, agent, 'with'),
    );
    await t.test('a token of no pod may change nothing', async (t) => {
      t.match((await nobody.ask(own)).text, 'the token names no node');
      t.match((await nobody.ask(createEvent('Node', 'n1'))).text, 'of its own Node only');
    });
    await t.test('nobody else is held to it', (t) => testOthers(t, cluster));
  } finally {
    await Promise.all([agent.close(), nobody.close()]);
  }
});
