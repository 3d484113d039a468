import t from 'tap';
import { staleDocuments } from '../docs/generate.ts';

t.test('the generated documents say what the sources say (else: npm run docs)', async (t) => {
  t.strictSame(staleDocuments(), []);
});
