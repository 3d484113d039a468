import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import {
  type HeatAnswer,
  type OpenWeb,
  type SendOptions,
  sendSignal,
} from '../../../src/reporters/heat/send-signal.ts';
import { answering, type FakeHeat, fakeHeat, type HandleKind } from '../../support/fake-heat.ts';
import { handleOf, openPlain } from '../../support/heat-scene.ts';
import { closedPort, tcpServer } from '../../support/local-server.ts';

const signal = {
  status: 'FAILURE',
  reason: 'naïve “disk”',
  id: 'node-check:n1',
  data: null,
} as const;

const options = (changes: Partial<SendOptions> = {}): SendOptions => ({
  open: openPlain,
  proxy: undefined,
  caFile: undefined,
  insecure: false,
  timeoutMs: 3_000,
  signal: new AbortController().signal,
  beforeSending: async () => {},
  ...changes,
});

async function send(
  heat: Pick<FakeHeat, 'url' | 'token'>,
  { kind = 'token', ...changes }: Partial<SendOptions> & { kind?: HandleKind } = {},
): Promise<HeatAnswer> {
  const keys = kind === 'aws' ? 'capitalised' : 'lower-case';
  return sendSignal(handleOf(kind, heat), { signal, keys }, options(changes));
}

for (const kind of ['token', 'cfn', 'aws'] as const)
  t.test(`a handle of ${kind} takes what is sent, letter by letter`, async (t) => {
    const heat = await fakeHeat(t, { kind });
    t.match(await send(heat, { kind }), { kind: 'answer', status: 200, isPage: false });
    t.strictSame(
      [...heat.entries],
      [['node-check:n1', { status: 'FAILURE', reason: 'naïve “disk”', data: null }]],
    );
    t.match(heat.requests, [
      {
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(heat.requests[0]?.body ?? '')),
          host: new URL(heat.url).host,
        },
      },
    ]);
  });

t.test('the token goes to its own server only, and no signed URL has one', async (t) => {
  const heat = await fakeHeat(t);
  await send(heat);
  t.equal(heat.requests[0]?.headers['x-auth-token'], heat.token);
  const signed = await fakeHeat(t, { kind: 'aws' });
  await send(signed, { kind: 'aws' });
  t.notOk('x-auth-token' in (signed.requests[0]?.headers ?? {}));
});

t.test('a redirect is not followed', async (t) => {
  const elsewhere = await fakeHeat(t);
  const heat = await fakeHeat(t);
  heat.behave(answering(307, { location: elsewhere.url }));
  t.match(await send(heat), { kind: 'answer', status: 307 });
  t.equal(elsewhere.requests.length, 0);
});

t.test('a page, and how long to stay away, are seen', async (t) => {
  const heat = await fakeHeat(t);
  heat.behave((response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
  );
  t.strictSame(await send(heat), { kind: 'answer', status: 200, isPage: true });
  for (const [after, retryAfterMs] of [
    ['7', { retryAfterMs: 7_000 }],
    ['0', {}],
    ['Wed, 21 Oct 2026 07:28:00 GMT', {}],
  ] as const) {
    heat.behave(answering(503, { 'retry-after': after }));
    t.strictSame(await send(heat), { kind: 'answer', status: 503, isPage: false, ...retryAfterMs });
  }
});

t.test('where nobody listens nothing was sent', async (t) => {
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}/v1/signal`;
  let isSending = false;
  const answer = await send(
    { url, token: 'a' },
    {
      beforeSending: async () => {
        isSending = true;
      },
    },
  );
  t.match(answer, { kind: 'unreached', problem: /ECONNREFUSED/ });
  t.equal(isSending, false);
});

t.test('what is to happen before the sending has happened by then', async (t) => {
  const heat = await fakeHeat(t);
  const requests: number[] = [];
  await send(heat, {
    beforeSending: async () => {
      await delay(20);
      requests.push(heat.requests.length);
    },
  });
  t.strictSame(requests, [0]);
});

t.test('a connection that breaks may have carried the signal', async (t) => {
  const port = await tcpServer(t, (socket) => socket.once('data', () => socket.destroy()));
  const answer = await send({ url: `http://127.0.0.1:${port}/v1/signal`, token: 'a' });
  t.match(answer, { kind: 'broken', problem: /socket hang up|ECONNRESET/ });
});

const broken = { kind: 'broken', problem: 'no answer came in time' };

t.test('silence ends at the deadline, or when somebody wants it to', async (t) => {
  const port = await tcpServer(t, () => {});
  const silent = { url: `http://127.0.0.1:${port}/v1/signal`, token: 'a' };
  t.strictSame(await send(silent, { timeoutMs: 50 }), broken);
  const over = new AbortController();
  setTimeout(() => over.abort(), 20);
  t.strictSame(await send(silent, { signal: over.signal }), broken);
  t.strictSame(await send(silent, { signal: AbortSignal.abort() }), {
    kind: 'unreached',
    problem: 'no answer came in time',
  });
});

/** What is asked of whoever opens the connection. */
async function targetOf(
  t: Test,
  command: { readonly insecure?: boolean; readonly caFile?: string },
  changes: Partial<SendOptions>,
): Promise<object | undefined> {
  const heat = await fakeHeat(t);
  let target: object | undefined;
  const open: OpenWeb = (asked, done) => {
    const { url: _, ...others } = asked;
    target = others;
    return openPlain(asked, done);
  };
  const handle = { ...handleOf('token', heat), ...command };
  await sendSignal(handle, { signal, keys: 'lower-case' }, options({ open, ...changes }));
  return target;
}

t.test('trust and proxy are those of the options, then those of the handle', async (t) => {
  t.strictSame(await targetOf(t, {}, {}), { insecure: false });
  t.strictSame(await targetOf(t, { insecure: true, caFile: '/a.pem' }, {}), {
    insecure: true,
    caFile: '/a.pem',
  });
  t.strictSame(
    await targetOf(
      t,
      { caFile: '/a.pem' },
      { insecure: true, caFile: '/b.pem', proxy: 'http://p' },
    ),
    { insecure: true, caFile: '/b.pem', proxy: 'http://p' },
  );
});

t.test('through a proxy that passes requests on the URL is whole', async (t) => {
  const heat = await fakeHeat(t, { kind: 'aws' });
  const open: OpenWeb = async (target, done) => ({
    ...(await openPlain(target, done)),
    passOn: { 'proxy-authorization': 'Basic dTpw' },
  });
  await send(heat, { kind: 'aws', open });
  t.equal(heat.requests[0]?.url, heat.url);
  t.equal(heat.requests[0]?.headers['proxy-authorization'], 'Basic dTpw');
});
