import t from 'tap';
import { ownOptions } from '../../src/config/check-options.ts';
import { sampleChecks } from './sample-sources.ts';

t.test("a check's options bear its name, in kebab-case", async (t) => {
  const [ping] = sampleChecks;
  t.match(ping && ownOptions(ping), [
    {
      name: 'targets',
      key: 'external-ping.targets',
      flag: 'external-ping-targets',
      variable: 'NODE_CHECK_EXTERNAL_PING_TARGETS',
      default: ['8.8.8.8'],
      description: 'Addresses to ping.',
    },
    { name: 'minReplies', key: 'external-ping.min-replies', default: '1' },
  ]);
});

t.test('a default that is a list makes the option a list', async (t) => {
  const [lists, texts] = ownOptions({ name: 'x', defaults: { a: [], b: '' }, options: {} });
  t.same(lists?.kind.parse('a,b'), { value: ['a', 'b'] });
  t.same(texts?.kind.parse('a,b'), { value: 'a,b' });
  t.equal(texts?.description, '');
});

t.test('a check reads heat-params for the options that it says', async (t) => {
  const [read, silent] = ownOptions({
    name: 'x',
    defaults: { a: '', b: '' },
    options: { a: '', b: '' },
    heatParams: { a: (params) => params.get('A') },
  });
  t.equal(read?.heatParams?.(new Map([['A', 'told']])), 'told');
  t.equal(silent?.heatParams, undefined);
});
