import t from 'tap';
import { answerOf, saysLost } from '../../../src/clients/kubernetes/answer.ts';
import { refusal } from '../../support/api-server.ts';

t.test('what the server did is told with its answer, whatever JSON it is', async (t) => {
  const cases = [
    [200, '{"kind":"Node"}', { kind: 'Node' }],
    [201, 'null', null],
    [299, '[1]', [1]],
  ] as const;
  for (const [status, text, body] of cases)
    t.same(answerOf({ status, headers: {}, body: text }), { kind: 'ok', status, body });
});

t.test('a success that is not JSON comes from somebody else', async (t) => {
  for (const body of ['', '<html>log in first</html>', '{"kind":"No'])
    t.same(answerOf({ status: 200, headers: {}, body }), {
      kind: 'unreachable',
      detail: 'status 200 with something that is not JSON',
    });
});

const reasons = [
  ['unauthorized', 'Unauthorized', /^Unauthorized$/],
  ['anonymous', 'Forbidden', /User "system:anonymous" cannot patch resource "nodes\/status"/],
  ['withoutTheRight', 'Forbidden', /User "system:serviceaccount:agent:node-agent" cannot get/],
  ['otherNode', 'Forbidden', /node "x" is not allowed to modify node "y"$/],
  ['notFound', 'NotFound', /^nodes "x" not found$/],
  ['alreadyExists', 'AlreadyExists', /^events "x.fixed" already exists$/],
  ['expired', 'Expired', /^The provided continue parameter is too old/],
  ['tooManyRequests', '', /^Too many requests, please try again later.$/],
  ['internalError', '', /^failed to create typed patch object/],
  ['timeout', 'Timeout', /^Timeout: Too large resource version/],
] as const;

for (const [name, reason, message] of reasons) {
  t.test(`a real server’s refusal ${name} is told with its reason`, async (t) => {
    const reply = refusal(name);
    const answer = answerOf(reply);
    t.match(answer, { kind: 'refused', status: reply.status, reason, message });
    const retryAfterMs = reply.headers['retry-after'] === '1' ? 1_000 : undefined;
    t.equal('retryAfterMs' in answer ? answer.retryAfterMs : undefined, retryAfterMs);
    t.equal(saysLost(answer), ['unauthorized', 'anonymous'].includes(name));
  });
}

t.test('a refusal without a text is one all the same', async (t) => {
  const refused = (status: number) => ({ kind: 'refused', status, reason: '', message: '' });
  t.same(answerOf({ status: 401, headers: {}, body: '' }), refused(401));
  const html = { 'content-type': 'text/html' };
  t.same(answerOf({ status: 502, headers: html, body: '<h1>502</h1>' }), refused(502));
  t.same(answerOf({ status: 302, headers: { location: '/login' }, body: '' }), refused(302));
  t.ok(saysLost(answerOf({ status: 401, headers: {}, body: '' })));
  t.notOk(saysLost({ kind: 'unreachable', detail: '' }));
});

t.test('a refusal is bounded, in its text and in the pause that it asks for', async (t) => {
  const headers = { 'content-type': 'text/plain', 'retry-after': 'Sat, 21 Nov 2026 07:40:09 GMT' };
  const long = answerOf({ status: 429, headers, body: 'x'.repeat(5_000) });
  t.same(long, { kind: 'refused', status: 429, reason: '', message: 'x'.repeat(1_000) });
  for (const value of ['-1', '1e9', '99999999', ['1', '2']])
    t.notMatch(answerOf({ status: 429, headers: { 'retry-after': value }, body: '' }), {
      retryAfterMs: Number,
    });
});
