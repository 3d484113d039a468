import t from 'tap';
import { maskedJson } from '../../src/reporters/mask-json.ts';

t.test('what is harmless stays as it is', async (t) => {
  const value = {
    probe: 'ping',
    args: ['8.8.8.8'],
    answer: { kind: 'reply', rttMs: 1.5, x: null },
  };
  t.same(JSON.parse(maskedJson(value)), value);
});

t.test('secrets go, by their name or by their look, and JSON stays JSON', async (t) => {
  const text = maskedJson([
    { token: 'planted', headers: { 'set-cookie': 'planted', Authorization: 'planted' } },
    { url: 'https://a.example/x?Signature=planted', proxy: 'http://user:planted@proxy:3128/' },
    { message: 'no answer to --password=planted" quoted' },
  ]);
  t.notMatch(text, 'planted');
  t.match(JSON.parse(text), [
    { token: '***' },
    { url: 'https://a.example/x?***', proxy: 'http://***@proxy:3128/' },
    {},
  ]);
});
