import t from 'tap';
import { publicUrl } from '../../src/domain/public-url.ts';

const cases = [
  ['https://registry.example/v2/', 'https://registry.example/v2/'],
  ['http://10.0.0.5:5000/v3', 'http://10.0.0.5:5000/v3'],
  ['https://user:planted@web.example:8443/a?token=planted#planted', 'https://web.example:8443/a'],
  ['http://proxy:3128', 'http://proxy:3128/'],
  ['http://user:planted/x@proxy', undefined],
  ['proxy:3128', undefined],
  ['', undefined],
] as const;

for (const [text, shown] of cases) {
  t.test(`of ${text} ${shown} may be shown`, async (t) => {
    t.equal(publicUrl(text), shown);
  });
}
