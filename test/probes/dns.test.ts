import t from 'tap';
import { dnsAnswerOf, resolve } from '../../src/probes/dns.ts';
import { type DnsReply, dnsServer } from '../support/dns-server.ts';

const limits = { timeoutMs: 3_000, signal: new AbortController().signal };
const name = 'example.com';
const A = 1;
const loopback6 = [...Array(15).fill(0), 1];

t.test('the IPv4 addresses of a name', async (t) => {
  const asked: string[] = [];
  const server = await dnsServer(t, (...question) => {
    asked.push(question.join(' '));
    return { address: [10, 0, 0, 1] };
  });
  t.same(await resolve({ server, name }, limits), { kind: 'resolved', addresses: ['10.0.0.1'] });
  t.same(asked, ['example.com 1']);
});

t.test('the IPv6 addresses of a name that has no others', async (t) => {
  const server = await dnsServer(t, (_, type) =>
    type === A ? { rcode: 0 } : { address: loopback6 },
  );
  t.same(await resolve({ server, name }, limits), { kind: 'resolved', addresses: ['::1'] });
});

const refusals: readonly (readonly [string, DnsReply])[] = [
  ['NODATA', { rcode: 0 }],
  ['FORMERR', { rcode: 1 }],
  ['SERVFAIL', { rcode: 2 }],
  ['NXDOMAIN', { rcode: 3 }],
  ['NOTIMP', { rcode: 4 }],
  ['REFUSED', { rcode: 5 }],
];
for (const [code, reply] of refusals) {
  t.test(`${code} is an answer`, async (t) => {
    const server = await dnsServer(t, () => reply);
    t.same(await resolve({ server, name }, limits), { kind: 'negative', code });
  });
}

t.test('a server that says nothing is silent in time', async (t) => {
  const server = await dnsServer(t, () => 'none');
  const startedAt = performance.now();
  const answer = await resolve({ server, name }, { ...limits, timeoutMs: 300 });
  t.match(answer, { kind: 'silent', detail: /no answer within 300 ms|ETIMEOUT/ });
  t.ok(performance.now() - startedAt < 2_500);
});

t.test('a server that is no address, and one where nobody listens', async (t) => {
  for (const server of ['nameserver', '10.0.0.256', ''])
    t.same(await resolve({ server, name }, limits), {
      kind: 'silent',
      detail: `${server} is not an address`,
    });
  const server = '127.0.0.1:1';
  t.match(await resolve({ server, name }, limits), { kind: 'silent', detail: /ECONNREFUSED/ });
});

t.test('the end of the round is no silence', async (t) => {
  const server = await dnsServer(t, () => 'none');
  const round = new AbortController();
  const answer = resolve({ server, name }, { ...limits, signal: round.signal });
  round.abort();
  await t.rejects(answer, { message: /round ended/ });
});

t.test('what is no name is no answer', async (t) => {
  const error = Object.assign(new Error('queryA EBADNAME ..'), { code: 'EBADNAME' });
  t.throws(() => dnsAnswerOf(error), { reason: 'ToolFailed', message: 'queryA EBADNAME ..' });
});
