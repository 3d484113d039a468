import { readFileSync } from 'node:fs';
import t from 'tap';
import { version } from '../../src/cli/version.ts';

t.test('the version is the one in package.json', async (t) => {
  t.equal(version, JSON.parse(readFileSync('package.json', 'utf8')).version);
});
