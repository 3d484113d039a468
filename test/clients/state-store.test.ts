import { mkdir, readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createStateStore, readState } from '../../src/clients/state-store.ts';
import type { StatePiece } from '../../src/domain/state-store.ts';
import { silentLogger } from '../support/silent-logger.ts';

const counter: StatePiece<number> = {
  name: 'counter',
  version: 2,
  parse: (value) => (typeof value === 'number' ? value : undefined),
};

/** A store whose log is kept, one line a message. */
function storeIn(directory: string) {
  const log: string[] = [];
  const note = (fields: object, message: string) => {
    log.push(`${message} ${JSON.stringify(fields)}`.replaceAll(directory, 'DIR'));
  };
  const logger = { ...silentLogger, info: note, warn: note, error: note };
  return { log, store: createStateStore({ directory, logger }) };
}

t.test('what was saved is there after a restart, in a folder for nobody else', async (t) => {
  const directory = join(t.testdir(), 'a', 'b');
  t.equal(await storeIn(directory).store.save(counter, 7), true);
  t.equal(await storeIn(directory).store.load(counter), 7);
  t.strictSame(await readdir(directory), ['counter.json']);
});

t.test('of several saves the last stays, whatever order they end in', async (t) => {
  const { store } = storeIn(t.testdir());
  const all = [...Array(20).keys()].map((each) => store.save(counter, each));
  t.notOk((await Promise.all(all)).includes(false));
  t.equal(await store.load(counter), 19);
});

t.test('without a file there is no state, and nothing to say', async (t) => {
  const { store, log } = storeIn(join(t.testdir(), 'missing'));
  t.equal(await store.load(counter), undefined);
  t.strictSame(log, []);
});

t.test('what a kill left half-written beside the file does no harm', async (t) => {
  const directory = t.testdir({ 'counter.json.tmp': '{"version":2,"val' });
  const { store, log } = storeIn(directory);
  t.equal(await store.load(counter), undefined);
  t.equal(await store.save(counter, 1), true);
  t.strictSame(log, []);
  t.strictSame(await readdir(directory), ['counter.json']);
});

for (const [of, text, ending, problem] of [
  ['cut short', '{"version":2,"va', 'damaged', 'is not what node-check wrote'],
  ['empty', '', 'damaged', 'is not what node-check wrote'],
  ['no object', 'null', 'damaged', 'is not what node-check wrote'],
  ['without a version', '{"value":1}', 'damaged', 'is not what node-check wrote'],
  ['without a value', '{"version":2}', 'damaged', 'is not what node-check wrote'],
  ['of a strange version', '{"version":"2","value":1}', 'damaged', 'is not what node-check wrote'],
  ['of another form', '{"version":2,"value":"x"}', 'damaged', 'is not what node-check wrote'],
  [
    'too large',
    `{"version":2,"value":${'1'.repeat(1_100_000)}}`,
    'damaged',
    'is not what node-check wrote',
  ],
  ['newer', '{"version":3,"value":1}', 'newer', 'was written by a newer version (3)'],
] as const)
  t.test(`a file that is ${of} is set aside, and said`, async (t) => {
    const directory = t.testdir({ 'counter.json': text });
    const { store, log } = storeIn(directory);
    t.equal(await store.load(counter), undefined);
    t.equal(await readFile(join(directory, `counter.json.${ending}`), 'utf8'), text);
    t.strictSame(log, [
      `state cannot be used ${JSON.stringify({
        file: 'DIR/counter.json',
        problem,
        aside: `DIR/counter.json.${ending}`,
      })}`,
    ]);
    t.equal(await store.save(counter, 2), true);
    t.equal(await store.load(counter), 2);
  });

t.test('an older form is read as the piece knows it', async (t) => {
  const { store } = storeIn(t.testdir({ 'counter.json': '{"version":1,"value":5}' }));
  t.equal(await store.load(counter), 5);
});

t.test('a folder in place of the file is set aside too', async (t) => {
  const directory = t.testdir({ 'counter.json': { in: '' } });
  const { store, log } = storeIn(directory);
  t.equal(await store.load(counter), undefined);
  t.match(log.join(), /EISDIR.*counter\.json\.unreadable/);
  t.equal(await store.save(counter, 1), true);
});

t.test('what cannot be set aside is said all the same', async (t) => {
  const directory = t.testdir({
    'counter.json': 'damaged',
    'counter.json.damaged': { in: '' },
  });
  const { store, log } = storeIn(directory);
  t.equal(await store.load(counter), undefined);
  t.strictSame(log, [
    'state cannot be used {"file":"DIR/counter.json","problem":"is not what node-check wrote"}',
  ]);
});

t.test('a disk that takes nothing is said once, and its end too', async (t) => {
  const directory = t.testdir({ state: 'a file where the folder would be' });
  const { store, log } = storeIn(join(directory, 'state'));
  t.equal(await store.save(counter, 1), false);
  t.equal(await store.save(counter, 2), false);
  t.equal(log.length, 1);
  t.match(log[0], /^state cannot be kept .*(EEXIST|ENOTDIR)/);
  const { store: other, log: otherLog } = storeIn(join(directory, 'late'));
  await mkdir(join(directory, 'late', 'counter.json.tmp'), { recursive: true });
  t.equal(await other.save(counter, 1), false);
  await rmdir(join(directory, 'late', 'counter.json.tmp'));
  t.equal(await other.save(counter, 2), true);
  t.match(otherLog.join('\n'), /^state cannot be kept .*\nstate is kept again /);
});

t.test('without a folder nothing is kept', async (t) => {
  const store = createStateStore({ directory: '', logger: silentLogger });
  t.equal(await store.save(counter, 1), false);
  t.equal(await store.load(counter), undefined);
});

t.test('who only looks at the state changes nothing', async (t) => {
  const directory = t.testdir({ 'counter.json': 'damaged' });
  t.equal(await readState(directory, counter), undefined);
  t.strictSame(await readdir(directory), ['counter.json']);
  await storeIn(directory).store.save(counter, 3);
  t.equal(await readState(directory, counter), 3);
  t.equal(await readState('', counter), undefined);
});
