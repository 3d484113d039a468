import { execFileSync } from 'node:child_process';
import t from 'tap';
import { tar } from '../../src/reporters/tar.ts';

const options = { folder: 'node-check-n1', modifiedAt: new Date('2026-11-21T08:49:12Z') };

const unpack = (archive: Buffer, ...args: readonly string[]): string =>
  execFileSync('tar', [...args], {
    input: archive,
    encoding: 'utf8',
  });

t.test('tar reads what was written', async (t) => {
  const text = `${'umläut '.repeat(100)}\n`;
  const archive = tar(
    [
      { name: 'README.txt', text },
      { name: 'files/etc/resolv.conf', text: 'x'.repeat(512) },
      { name: 'empty', text: '' },
    ],
    options,
  );
  t.equal(archive.length % 512, 0);
  t.same(
    unpack(archive, '-tv', '--utc', '--full-time', '--numeric-owner')
      .trim()
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' ')),
    [
      '-rw------- 0/0 801 2026-11-21 08:49:12 node-check-n1/README.txt',
      '-rw------- 0/0 512 2026-11-21 08:49:12 node-check-n1/files/etc/resolv.conf',
      '-rw------- 0/0 0 2026-11-21 08:49:12 node-check-n1/empty',
    ],
  );
  t.equal(unpack(archive, '-xO', 'node-check-n1/README.txt'), text);
});

t.test('no name leads out of the folder, or needs more than ustar has', async (t) => {
  const names = ['/etc/../../passwd', './a//b', 'with blank and ü', `${'long/'.repeat(40)}end`];
  const archive = tar(
    names.map((name) => ({ name, text: '' })),
    { ...options, folder: '../x/' },
  );
  t.same(unpack(archive, '-t').trim().split('\n'), [
    'x/etc/passwd',
    'x/a/b',
    'x/with_blank_and__',
    `x/${'long/'.repeat(40)}end`.replace(/.*(?=(?:long\/){19}end)/, 'x/g/'),
  ]);
});

t.test('nothing is an archive too', async (t) => {
  t.equal(unpack(tar([], options), '-t'), '');
});
