import t from 'tap';
import { conditionsPatch } from '../../../src/reporters/kubernetes/conditions-patch.ts';
import { bridgeFault, condition } from '../../support/kubernetes-reporting.ts';

t.test('a condition goes with every field, its times in seconds', async (t) => {
  const fault = bridgeFault({
    transitionAt: Date.parse('2026-11-21T07:59:00.999Z'),
    evidenceAt: Date.parse('2026-11-21T08:00:00.400Z'),
  });
  t.same(conditionsPatch('x', { conditions: [fault], withdrawn: [] }), {
    method: 'PATCH',
    path: '/api/v1/nodes/x/status',
    contentType: 'application/strategic-merge-patch+json',
    body: {
      status: {
        conditions: [
          {
            type: 'FlannelProblem',
            status: 'True',
            reason: 'BridgeOutsideSubnet',
            message: 'docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
            lastHeartbeatTime: '2026-11-21T08:00:00Z',
            lastTransitionTime: '2026-11-21T07:59:00Z',
          },
        ],
      },
    },
  });
});

t.test('what is withdrawn is deleted by its type', async (t) => {
  const { body } = conditionsPatch('x', {
    conditions: [condition('FlannelProblem')],
    withdrawn: ['DNSProblem'],
  });
  t.match(body, {
    status: {
      conditions: [{ type: 'FlannelProblem' }, { $patch: 'delete', type: 'DNSProblem' }],
    },
  });
});

t.test('a message from a file full of terminal commands does no harm', async (t) => {
  const message = `line 1 is "\u001b[2J\u202e"\nnot NAME=VALUE ${'x'.repeat(5_000)}`;
  const { body } = conditionsPatch('x', { conditions: [bridgeFault({ message })], withdrawn: [] });
  const sent = JSON.stringify(body);
  t.match(sent, 'line 1 is \\"\\\\x1b[2J\\\\u{202e}\\" not NAME=VALUE xxx');
  t.ok(sent.length < 1_400);
});

t.test('a name leads to no other object', async (t) => {
  const { path } = conditionsPatch('../../pods?x', { conditions: [], withdrawn: [] });
  t.equal(path, '/api/v1/nodes/..%2F..%2Fpods%3Fx/status');
});
