import { request } from 'node:http';
import t from 'tap';
import { answering, type FakeHeat, fakeHeat, type HandleKind } from './fake-heat.ts';

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly url?: (url: string) => string;
}

const native = (fields: object) => JSON.stringify(fields);
const failure = native({ status: 'FAILURE', reason: 'disk missing', data: null, id: '1' });
const success = native({ status: 'SUCCESS', reason: 'fine', data: null, id: '1' });
const awsSuccess = native({ Status: 'SUCCESS', Reason: 'fine', Data: {}, UniqueId: '1' });
const awsFailure = awsSuccess.replace('SUCCESS', 'FAILURE');
const failed = 'CREATE_FAILED disk missing';
const waits = 'CREATE_IN_PROGRESS';
const done = 'CREATE_COMPLETE';
const type = (value: string) => ({ headers: { 'content-type': value } });

/** As recorded with Heat 19.0.0 and Keystone 22.0.2: the case, what was sent, its answer, the stack. */
const recorded: readonly (readonly [
  id: string,
  HandleKind,
  Sent | readonly Sent[],
  answer: number,
  stack: string,
  count?: number,
])[] = [
  ['T01', 'token', { body: success }, 200, done],
  ['T02', 'token', { body: failure }, 200, failed],
  ['T04', 'token', [{ body: success }, { body: success }], 200, waits, 2],
  ['T05', 'token', [{ body: native({}) }, { body: native({}) }], 200, done, 2],
  ['T07', 'token', { body: '{"status":' }, 400, waits],
  ['T08', 'token', { body: native({ status: 'BROKEN' }) }, 200, waits],
  ['T09', 'token', { body: native({ status: 'failure' }) }, 200, waits],
  ['T10', 'token', { body: awsFailure }, 200, waits],
  ['T11', 'token', { body: native({ status: 'FAILURE', extra: 1 }) }, 200, waits],
  ['T12', 'token', { body: '{}' }, 200, done],
  ['T13', 'token', { body: '' }, 200, done],
  ['T15', 'token', { headers: { 'x-auth-token': 'garbage' }, body: success }, 401, waits],
  ['T23', 'token', { body: native({ data: 'x'.repeat(2 ** 21) }) }, 400, waits],
  ['T27', 'token', { body: native({ status: null }) }, 200, waits],
  ['T29', 'token', { ...type('application/x-www-form-urlencoded'), body: failure }, 200, done],
  ['T30', 'token', { ...type('application/octet-stream'), body: failure }, 200, done],
  ['T31', 'token', { ...type('text/plain'), body: failure }, 200, failed],
  ['T33', 'token', { ...type('application/json; charset=utf-8'), body: failure }, 200, failed],
  ['T34', 'token', { body: `\n${failure}` }, 200, done],
  ['T36', 'token', { body: `[${failure}]` }, 200, done],
  ['T37', 'token', { headers: { 'transfer-encoding': 'chunked' }, body: failure }, 200, done],
  ['T39', 'token', { method: 'PUT', body: success }, 405, waits],
  ['T44', 'token', { url: (url) => `${url}/`, body: success }, 404, waits],
  ['T49', 'token', [{ body: failure }, { body: success }], 200, done],
  ['C01', 'cfn', { body: success }, 200, done],
  ['C02', 'cfn', { body: failure }, 200, failed],
  ['C07', 'cfn', { body: '{"status":' }, 500, waits],
  ['C08', 'cfn', { body: native({ status: 'BROKEN' }) }, 500, waits],
  ['C10', 'cfn', { body: awsSuccess }, 500, waits],
  ['C12', 'cfn', { body: '{}' }, 200, done],
  ['C13', 'cfn', { body: '' }, 500, waits],
  ['C15', 'cfn', { url: (url) => url.replace('planted', 'altered'), body: success }, 403, waits],
  ['C17', 'cfn', { url: (url) => url.replace(/\?.*/, ''), body: success }, 400, waits],
  ['C22', 'cfn', { method: 'POST', body: success }, 403, waits],
  ['C24', 'cfn', { ...type('application/x-www-form-urlencoded'), body: failure }, 403, waits],
  ['C26', 'cfn', { headers: { 'transfer-encoding': 'chunked' }, body: failure }, 500, waits],
  ['C30', 'cfn', { url: (url) => url.replaceAll('%3A', ':'), body: success }, 200, done],
  ['C31', 'cfn', { headers: { host: 'localhost' }, body: success }, 403, waits],
  ['C34', 'cfn', { url: (url) => `${url}&a=b`, body: success }, 403, waits],
  ['A01', 'aws', { body: awsSuccess }, 200, done],
  ['A02', 'aws', { body: awsFailure }, 200, 'CREATE_FAILED fine'],
  ['A05', 'aws', { body: native({ Status: 'SUCCESS', Reason: 'fine', Data: 1 }) }, 500, waits],
  ['A10', 'aws', { body: success }, 500, waits],
  ['A11', 'aws', { body: awsSuccess.replace('{', '{"Extra":1,') }, 500, waits],
  ['A12', 'aws', { body: '{}' }, 500, waits],
  ['A32', 'aws', { body: `\n${awsFailure}` }, 500, waits],
];

for (const [id, kind, sent, answer, stack, count] of recorded)
  t.test(`${id} is answered as Heat answered it`, async (t) => {
    const heat = await fakeHeat(t, { kind });
    const answers = [];
    for (const each of [sent].flat()) answers.push(await send(heat, { kind, ...each }));
    t.equal(answers.at(-1), answer);
    t.equal(heat.stack(count), stack);
  });

t.test('a credential that has ended is refused', async (t) => {
  for (const [kind, answer] of [
    ['token', 401],
    ['aws', 403],
  ] as const) {
    const heat = await fakeHeat(t, { kind });
    heat.expire();
    t.equal(await send(heat, { kind, body: awsSuccess }), answer);
  }
});

t.test('it may be told to behave otherwise, and goes on as Heat afterwards', async (t) => {
  const heat = await fakeHeat(t);
  heat.behave(answering(503));
  t.equal(await send(heat, { kind: 'token', body: success }), 503);
  heat.behave(undefined);
  t.equal(await send(heat, { kind: 'token', body: success }), 200);
  t.same(
    heat.requests.map(({ method, body }) => [method, body]),
    [
      ['POST', success],
      ['POST', success],
    ],
  );
});

function send(
  { url, token }: FakeHeat,
  {
    kind,
    method = kind === 'token' ? 'POST' : 'PUT',
    headers,
    body = '',
    url: change,
  }: Sent & {
    readonly kind: HandleKind;
  },
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const [, host = '', path = ''] = /^http:\/\/([^/]+)(.*)$/.exec(change?.(url) ?? url) ?? [];
  const sized =
    headers?.['transfer-encoding'] === undefined
      ? { 'content-length': String(Buffer.byteLength(body)) }
      : {};
  request({
    host: '127.0.0.1',
    port: host.split(':')[1],
    method,
    path,
    headers: { host, 'x-auth-token': token, ...sized, ...headers },
  })
    .on('error', reject)
    .on('response', ({ statusCode }) => resolve(statusCode))
    .end(body);
  return promise;
}
