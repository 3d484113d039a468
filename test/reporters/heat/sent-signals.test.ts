import t from 'tap';
import { createStateStore } from '../../../src/clients/state-store.ts';
import { handleOfSigned, handleOfToken } from '../../../src/domain/heat/handle.ts';
import {
  nameOfHandle,
  type SentSignal,
  sentSignals,
  withSignal,
} from '../../../src/reporters/heat/sent-signals.ts';
import { endpointOf, signedUrl, usable } from '../../support/heat-handles.ts';
import { silentLogger } from '../../support/silent-logger.ts';

const sent: SentSignal = {
  handle: 'a',
  id: 'node-check:n1',
  status: 'SUCCESS',
  reason: 'healthy (n1)',
  isTaken: true,
  isRepeated: false,
};

t.test('what was sent outlives the process', async (t) => {
  const directory = t.testdir();
  const store = () => createStateStore({ directory, logger: silentLogger });
  const failure = { ...sent, handle: 'b', status: 'FAILURE' } as const;
  await store().save(sentSignals, [sent, failure]);
  t.strictSame(await store().load(sentSignals), [sent, failure]);
});

const strange: readonly unknown[] = [
  ...[null, {}, 'x', [null], [7], [{}]],
  ...Object.keys(sent).map((name) => [{ ...sent, [name]: undefined }]),
  [{ ...sent, status: 'MAYBE' }],
  [{ ...sent, id: '' }],
  [{ ...sent, isTaken: 'yes' }],
];

for (const value of strange)
  t.test(`${JSON.stringify(value)} was not written by us`, async (t) => {
    t.equal(sentSignals.parse(value), undefined);
  });

t.test('a handle has one signal, and the newest handles are kept', async (t) => {
  const newer = { ...sent, isRepeated: true };
  t.strictSame(withSignal([sent], 'a', newer), [newer]);
  t.strictSame(withSignal([sent], 'a', undefined), []);
  const many = [...Array(12).keys()].reduce<readonly SentSignal[]>(
    (all, index) => withSignal(all, `h${index}`, { ...sent, handle: `h${index}` }),
    [],
  );
  t.strictSame(
    many.map(({ handle }) => handle),
    ['h4', 'h5', 'h6', 'h7', 'h8', 'h9', 'h10', 'h11'],
  );
});

t.test("a handle's name is its own, always the same, and gives nothing away", async (t) => {
  const endpoint = endpointOf('http://heat.example');
  const token = (value: string) => nameOfHandle(usable(handleOfToken(endpoint, value)));
  const url = signedUrl('http://heat.example', 0);
  const names = [
    token('planted1'),
    token('planted2'),
    nameOfHandle(usable(handleOfToken(endpointOf('http://other.example'), 'planted1'))),
    nameOfHandle(usable(handleOfSigned(url))),
    nameOfHandle(usable(handleOfSigned(signedUrl('http://heat.example', 1_000)))),
  ];
  t.equal(new Set(names).size, names.length);
  t.equal(token('planted1'), names[0]);
  for (const name of names) t.match(name, /^[\da-f]{32}$/);
});
