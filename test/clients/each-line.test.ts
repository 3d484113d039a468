import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import t from 'tap';
import { eachLine } from '../../src/clients/each-line.ts';

/** A stream that is read line by line. */
function reading() {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, (line) => lines.push(line));
  const until = async (count: number) => {
    while (lines.length < count) await delay(5);
    return lines;
  };
  return { stream, lines, until };
}

t.test('lines come as they are written, several at once too', async (t) => {
  const { stream, until } = reading();
  stream.write('one\ntwo\n');
  t.same(await until(2), ['one', 'two']);
  stream.write('three\n\nfive\n');
  t.same(await until(5), ['one', 'two', 'three', '', 'five']);
});

t.test('a line that comes in pieces is given whole', async (t) => {
  const { stream, lines, until } = reading();
  const pieces = [Buffer.from('link c'), Buffer.from('äf'), Buffer.from('é0\nlink')];
  const [first, second, third] = pieces;
  stream.write(first);
  await delay(150);
  t.same(lines, []);
  // A character may be cut, too.
  stream.write(second?.subarray(0, 1));
  await delay(150);
  stream.write(second?.subarray(1));
  stream.write(third);
  t.same(await until(1), ['link cäfé0']);
});

t.test('a line without end takes no more than 4 KiB', async (t) => {
  const { stream, lines, until } = reading();
  for (let piece = 0; piece < 5; piece += 1) {
    stream.write('x'.repeat(10_000));
    await delay(110);
  }
  t.same(lines, []);
  stream.write(`\n${'y'.repeat(5_000)}\nend\n`);
  t.same(await until(3), ['x'.repeat(4096), 'y'.repeat(4096), 'end']);
});

t.test('what follows at once is read after a rest, all together', async (t) => {
  const { stream, lines, until } = reading();
  stream.write('one\n');
  await until(1);
  for (const line of ['two', 'three', 'four']) {
    stream.write(`${line}\n`);
    await setImmediate();
  }
  t.same(lines, ['one']);
  t.same(await until(2), ['one', 'two', 'three', 'four']);
});

t.test('nothing is lost of what is written without pause', async (t) => {
  const { stream, until } = reading();
  const expected = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
  for (const line of expected) stream.write(`${line}\n`);
  t.same(await until(20_000), expected);
});

t.test('the end of the stream is nothing to say', async (t) => {
  const { stream, lines, until } = reading();
  stream.end('one\nunfinished');
  await once(stream, 'end');
  t.same(await until(1), ['one']);
  await delay(150);
  t.same(lines, ['one']);
});
