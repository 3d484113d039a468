import { inspect } from 'node:util';
import t from 'tap';
import { secret } from '../../src/domain/secret.ts';

t.test('a secret shows only to who asks for it', async (t) => {
  const token = secret('planted');
  t.equal(token.reveal(), 'planted');
  const around = { token };
  for (const shown of [JSON.stringify(around), inspect(around, { depth: 9 }), String(token)])
    t.notMatch(shown, /planted/);
});
