import t from 'tap';
import { judgeAnswer } from '../../../src/reporters/heat/judge-answer.ts';

const answer = (status: number, isPage = false) => ({ kind: 'answer', status, isPage }) as const;

t.test('200 is all that Heat says of a signal that it takes', async (t) => {
  for (const status of [200, 201, 204])
    t.strictSame(judgeAnswer(answer(status), 'token'), { kind: 'taken' });
});

const cases = [
  [
    'token',
    400,
    'refused',
    false,
    'the address is not that of a handle, or the handle is being deleted',
  ],
  ['token', 401, 'refused', false, 'the token has expired or is wrong, or the stack is gone'],
  ['token', 403, 'refused', false, 'the token is of another project'],
  ['token', 404, 'failed', false, 'there is no such stack or handle, or not yet'],
  ['token', 405, 'refused', false, 'Heat, or somebody before it, does not answer as it should'],
  ['token', 429, 'failed', false, 'Heat, or somebody before it, does not answer as it should'],
  ['token', 302, 'failed', false, 'a redirect, which is not followed with a credential'],
  ['token', 500, 'failed', true, 'Heat, or somebody before it, does not answer as it should'],
  ['token', 504, 'failed', true, 'Heat, or somebody before it, does not answer as it should'],
  ['token', 101, 'failed', false, 'Heat, or somebody before it, does not answer as it should'],
  ['signed', 400, 'refused', false, 'the handle does not take it'],
  ['signed', 403, 'refused', false, 'the signed URL has expired or is wrong'],
  ['signed', 404, 'failed', false, 'there is no such stack or handle, or not yet'],
  ['signed', 500, 'failed', true, 'the handle does not take it, or Heat has an internal problem'],
] as const;

const failures = {
  ...{ 101: 'unreachable', 302: 'unreachable', 400: 'invalid', 401: 'credentials' },
  ...{ 403: 'forbidden', 404: 'notFound', 405: 'invalid', 429: 'throttled' },
  ...{ 500: 'server', 504: 'server' },
};

for (const [handle, status, kind, isInDoubt, meaning] of cases)
  t.test(`${status} for a ${handle} handle: ${kind}, ${meaning}`, async (t) => {
    const problem = `${status}: ${meaning}`;
    const { [status]: failure } = failures;
    t.strictSame(judgeAnswer(answer(status), handle), { kind, failure, isInDoubt, problem });
  });

t.test('a page with 200 is somebody else', async (t) => {
  t.strictSame(judgeAnswer(answer(200, true), 'token'), {
    kind: 'failed',
    failure: 'unreachable',
    isInDoubt: true,
    problem: '200: a page answers, which is not Heat',
  });
});

t.test('how long to stay away is handed on', async (t) => {
  const later = { ...answer(503), retryAfterMs: 7_000 };
  t.match(judgeAnswer(later, 'token'), { kind: 'failed', retryAfterMs: 7_000 });
});

t.test('without an answer it matters whether anything was sent', async (t) => {
  const problem = 'connect ECONNREFUSED 127.0.0.1:8004';
  t.strictSame(judgeAnswer({ kind: 'unreached', problem }, 'token'), {
    kind: 'failed',
    failure: 'unreachable',
    isInDoubt: false,
    problem,
  });
  t.strictSame(judgeAnswer({ kind: 'broken', problem }, 'token'), {
    kind: 'failed',
    failure: 'unreachable',
    isInDoubt: true,
    problem,
  });
});
