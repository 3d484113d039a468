import t from 'tap';
import { heatOptions } from '../../src/config/heat-options.ts';
import { settle } from '../../src/config/settle.ts';
import { heatParamsPath, sourcesOf } from './sample-sources.ts';

const insecure = (given: Parameters<typeof sourcesOf>[0]) =>
  settle(heatOptions.heatInsecure, sourcesOf(given));

const said: readonly (readonly [params: Readonly<Record<string, string>>, value: string])[] = [
  [{}, 'no'],
  [{ VERIFY_CA: '' }, 'no'],
  [{ VERIFY_CA: 'True' }, 'no'],
  [{ VERIFY_CA: 'False' }, 'yes'],
  [{ VERIFY_CA: 'false' }, 'yes'],
];

for (const [params, value] of said)
  t.test(`with ${JSON.stringify(params)} Heat's certificate counts: ${value}`, async (t) => {
    t.equal(insecure({ params }).value, value);
  });

t.test("the operator's word goes before Magnum's", async (t) => {
  const params = { VERIFY_CA: 'False' };
  t.match(insecure({ params }), { value: 'yes', origin: heatParamsPath });
  t.equal(insecure({ params, entries: { 'heat.insecure': 'no' } }).value, 'no');
});

t.test('switches take no value on the command line', async (t) => {
  for (const option of [heatOptions.heatInsecure, heatOptions.heatFailEarly])
    t.equal(option.presence, 'yes');
});

t.test('no option holds a credential', async (t) => {
  const keys = Object.values(heatOptions).map(({ key }) => key);
  const secrets = keys.filter((key) => /token|url|signature|password/.test(key));
  t.strictSame(secrets, ['heat.token-file', 'heat.signed-url-file'], 'but the names of files');
});
