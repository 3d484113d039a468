import t from 'tap';
import { fieldsOf, listOf, textOf } from '../../../src/clients/kubernetes/fields.ts';

t.test('what has another form than expected counts as not there', async (t) => {
  const object = { a: 1 };
  const all: readonly unknown[] = [object, ['a'], 'text', 1, true, null, undefined];
  t.same(all.map(fieldsOf), [object, {}, {}, {}, {}, {}, {}]);
  t.same(all.map(listOf), [[], ['a'], [], [], [], [], []]);
  t.same(
    all.map(textOf),
    all.map((value) => (value === 'text' ? 'text' : undefined)),
  );
});
