import t from 'tap';
import { answerOf } from '../../../src/clients/kubernetes/answer.ts';
import { failureOf } from '../../../src/reporters/kubernetes/failure.ts';
import { refusal } from '../../support/fake-api-server.ts';

const cases = [
  ['unauthorized', 'credentials', '401 Unauthorized'],
  ['anonymous', 'credentials', /^403 .*"system:anonymous"/],
  ['withoutThePatchRight', 'forbidden', /cannot patch resource "nodes\/status"/],
  [
    'otherNode',
    'forbidden',
    '403 nodes "y" is forbidden: node "x" is not allowed to modify node "y"',
  ],
  ['notFound', 'notFound', '404 nodes "x" not found'],
  ['conflict', 'conflict', /^409 Operation cannot be fulfilled/],
  ['alreadyExists', 'conflict', '409 events "x.fixed" already exists'],
  ['expired', 'conflict', /^410 /],
  ['invalid', 'invalid', /^422 /],
  ['unsupportedMediaType', 'invalid', '415 415: Unsupported Media Type'],
  ['tooManyRequests', 'throttled', '429 Too many requests, please try again later.'],
  ['internalError', 'server', /^500 /],
  ['timeout', 'server', /^504 /],
] as const;

for (const [name, kind, detail] of cases)
  t.test(`what a real server said is understood: ${name}`, async (t) =>
    t.match(failureOf(answerOf(refusal(name))), { kind, detail }),
  );

t.test('how long the server wants to be left alone is kept', async (t) => {
  t.equal(failureOf(answerOf(refusal('tooManyRequests'))).retryAfterMs, 1_000);
  t.notOk('retryAfterMs' in failureOf(answerOf(refusal('conflict'))));
});

t.test('no answer, and an answer to something else', async (t) => {
  t.same(failureOf({ kind: 'unreachable', detail: 'no answer\nwithin 20000 ms' }), {
    kind: 'unreachable',
    detail: 'no answer within 20000 ms',
  });
  t.same(failureOf({ kind: 'ok', status: 200, body: {} }), {
    kind: 'unreachable',
    detail: "the answer (200) is not the API's",
  });
});
