import t from 'tap';
import {
  kindOfStatus,
  noDeliveries,
  withFailure,
  withSuccess,
} from '../../src/reporters/deliveries.ts';

t.test('what was delivered, and what failed, is counted', async (t) => {
  const failing = withFailure(withFailure(withSuccess(noDeliveries, 7), 'server'), 'throttled');
  t.strictSame(failing, {
    succeeded: 1,
    failed: { ...noDeliveries.failed, server: 1, throttled: 1 },
    lastSuccessAt: 7,
    failing: 'throttled',
  });
  t.strictSame(withSuccess(failing, 9), {
    ...failing,
    succeeded: 2,
    lastSuccessAt: 9,
    failing: undefined,
  });
});

for (const [status, kind] of [
  [400, 'invalid'],
  [401, 'credentials'],
  [403, 'forbidden'],
  [404, 'notFound'],
  [409, 'conflict'],
  [410, 'conflict'],
  [422, 'invalid'],
  [429, 'throttled'],
  [500, 'server'],
  [503, 'server'],
] as const)
  t.test(`a refusal with ${status} is of the kind ${kind}`, async (t) => {
    t.equal(kindOfStatus(status), kind);
  });
