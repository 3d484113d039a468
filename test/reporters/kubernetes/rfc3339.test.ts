import t from 'tap';
import { rfc3339 } from '../../../src/reporters/kubernetes/rfc3339.ts';

t.test('a time is in UTC, to the second', async (t) => {
  t.equal(rfc3339(Date.parse('2026-11-21T09:30:00.999+02:00')), '2026-11-21T07:30:00Z');
  t.equal(rfc3339(0), '1970-01-01T00:00:00Z');
});
