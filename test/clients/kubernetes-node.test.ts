import t from 'tap';
import { createKubernetesClient } from '../../src/clients/kubernetes-client.ts';
import { getNode, nodePath, parseNode } from '../../src/clients/kubernetes-node.ts';
import { apiServer, kubernetesFixture, ok, podAccess, refusal } from '../support/api-server.ts';

const recorded: unknown = JSON.parse(kubernetesFixture('node.v1.36.2.json'));

const node = (overrides: object) => ({ metadata: { name: 'x', uid: 'u' }, ...overrides });

t.test('of a Node its name, UID, pod networks and what flannel noted are read', async (t) => {
  t.same(parseNode(recorded), {
    node: {
      name: 'x',
      uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9',
      podCidrs: ['10.244.1.0/24'],
      flannel: {
        'backend-data': '{"VNI":1,"VtepMAC":"9e:9a:dc:dd:08:95"}',
        'backend-type': 'vxlan',
        'kube-subnet-manager': 'true',
        'public-ip': '172.31.77.2',
      },
    },
    conditions: [],
  });
});

t.test('pod networks are those of the list, else the one of before 1.16', async (t) => {
  const cases: readonly (readonly [object, readonly string[]])[] = [
    [
      { podCIDR: '10.0.1.0/24', podCIDRs: ['10.0.1.0/24', 'fd00::/64'] },
      ['10.0.1.0/24', 'fd00::/64'],
    ],
    [{ podCIDR: '10.0.1.0/24' }, ['10.0.1.0/24']],
    [{ podCIDR: '', podCIDRs: [] }, []],
    [{ podCIDRs: [5, null] }, []],
    [{}, []],
  ];
  for (const [spec, podCidrs] of cases)
    t.match(parseNode(node({ spec })), { node: { podCidrs } }, JSON.stringify(spec));
});

const condition = (overrides: object) => ({
  type: 'FlannelProblem',
  status: 'False',
  lastHeartbeatTime: '2026-11-21T07:36:32Z',
  lastTransitionTime: '2026-11-21T07:30:00Z',
  reason: 'NoFlannelProblem',
  message: 'm',
  ...overrides,
});
const conditionsOf = (conditions: unknown) =>
  parseNode(node({ status: { conditions } }))?.conditions;

t.test('of the conditions ours are read, with their times', async (t) => {
  const ready = condition({ type: 'Ready' });
  t.same(conditionsOf([ready, condition({}), condition({ type: 'NetworkUnavailable' })]), [
    {
      type: 'FlannelProblem',
      status: 'False',
      reason: 'NoFlannelProblem',
      message: 'm',
      transitionAt: Date.parse('2026-11-21T07:30:00Z'),
      heartbeatAt: Date.parse('2026-11-21T07:36:32Z'),
    },
  ]);
});

t.test('what anybody may have written over them does no harm', async (t) => {
  const bare = { reason: '', message: '', transitionAt: undefined, heartbeatAt: undefined };
  const times = { lastHeartbeatTime: null, lastTransitionTime: 'garbage' };
  t.same(conditionsOf([condition({ ...times, reason: 5, message: undefined })]), [
    { type: 'FlannelProblem', status: 'False', ...bare },
  ]);
  for (const odd of [{ status: 'true' }, { status: true }, { status: undefined }, { type: '' }])
    t.same(conditionsOf([condition(odd)]), [], JSON.stringify(odd));
  t.same(conditionsOf(null), []);
  t.same(conditionsOf(['x', null]), []);
});

t.test('what is no Node is nothing', async (t) => {
  const bodies = [undefined, null, [], 'x', {}, { metadata: { name: 'x' } }, { metadata: [] }];
  for (const body of bodies) t.equal(parseNode(body), undefined);
});

t.test('annotations that are no text, or somebody else’s, are left out', async (t) => {
  const annotations = { 'flannel.alpha.coreos.com/a': 5, 'example.com/public-ip': '10.0.0.1' };
  const metadata = { name: 'x', uid: 'u', annotations };
  t.same(parseNode({ metadata })?.node.flannel, {});
});

t.test('a node is asked for by its name, whatever that is', async (t) => {
  t.equal(nodePath('x.example'), '/api/v1/nodes/x.example');
  t.equal(nodePath('../pods?a'), '/api/v1/nodes/..%2Fpods%3Fa');
});

t.test('the answer is the node, or why there is none', async (t) => {
  const replies = [ok(recorded), refusal('notFound'), ok({ kind: 'Status' })];
  const { url, seen } = await apiServer(t, () => replies[seen.length - 1]);
  const client = createKubernetesClient({ access: podAccess(url) });
  t.teardown(() => client.close());
  t.match(await getNode(client, 'x'), { kind: 'ok', node: { name: 'x' }, conditions: [] });
  t.match(await getNode(client, 'x'), { kind: 'refused', status: 404 });
  t.same(await getNode(client, 'x'), {
    kind: 'unreachable',
    detail: `${url} answered with something that is no Node`,
  });
  t.match(await getNode(client, 'x', AbortSignal.abort()), { kind: 'unreachable' });
  t.same(
    seen.map(({ method, path }) => `${method} ${path}`),
    Array(3).fill('GET /api/v1/nodes/x'),
  );
});
