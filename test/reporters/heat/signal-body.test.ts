import t from 'tap';
import { signalBody } from '../../../src/reporters/heat/signal-body.ts';

const signal = {
  status: 'FAILURE',
  reason: 'naïve “disk”',
  id: 'node-check:n1',
  data: { a: 1 },
} as const;

t.test('the fields are exactly the four, in either form', async (t) => {
  t.strictSame(JSON.parse(signalBody(signal, 'lower-case')), signal);
  t.strictSame(JSON.parse(signalBody(signal, 'capitalised')), {
    Status: 'FAILURE',
    Reason: 'naïve “disk”',
    Data: { a: 1 },
    UniqueId: 'node-check:n1',
  });
});

t.test('what the caller has besides does not get in', async (t) => {
  const more = { ...signal, isTaken: true };
  t.strictSame(Object.keys(JSON.parse(signalBody(more, 'lower-case'))).sort(), [
    ...['data', 'id', 'reason', 'status'],
  ]);
});

t.test('the first byte is a brace, and no data is null', async (t) => {
  for (const keys of ['lower-case', 'capitalised'] as const) {
    const body = signalBody({ ...signal, data: null }, keys);
    t.equal(Buffer.from(body)[0], 0x7b);
    t.match(body, /"[Dd]ata":null/);
  }
});
