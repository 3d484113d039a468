import t from 'tap';
import { closestReasons } from '../../src/domain/closest-reasons.ts';
import { sampleDoc } from '../support/sample-pages.ts';

const pages = [
  'BridgeMissing',
  'BridgeMtuMismatch',
  'BridgeOutsideSubnet',
  'RouteMissing',
  'StaleBridge',
].map((reason) => ({ reason, doc: sampleDoc, causedBy: [] }));

const cases: readonly (readonly [because: string, name: string, reasons: readonly string[]])[] = [
  ['only the case differs', 'bridgemissing', ['BridgeMissing']],
  ['two letters are swapped', 'BrigdeMissing', ['BridgeMissing']],
  ['a part of the name was typed', 'mtu', ['BridgeMtuMismatch']],
  ['several names begin so', 'Bridge', pages.map((p) => p.reason).filter((r) => /Bridge/.test(r))],
  ['nothing is near', 'CertificateExpired', []],
  ['nothing was typed', '', []],
];

for (const [because, name, reasons] of cases)
  t.test(`suggests ${reasons.length} when ${because}`, async (t) => {
    t.strictSame(closestReasons(name, pages), reasons);
  });

t.test('the nearest comes first, and no more than five', async (t) => {
  const many = ['Abcdee', 'Abcdex', 'Abcdef', 'Abcdxx', 'Abcdey', 'Abcdez', 'Abcdev'].map(
    (reason) => ({ reason, doc: sampleDoc, causedBy: [] }),
  );
  t.strictSame(closestReasons('abcdefg', many), ['Abcdef', 'Abcdee', 'Abcdex', 'Abcdey', 'Abcdez']);
});
