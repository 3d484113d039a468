import t from 'tap';
import { type BundleContents, bundleFiles } from '../../src/reporters/bundle.ts';
import { bridgePage } from '../support/sample-pages.ts';
import { oneRootCause } from '../support/sample-report.ts';

const contents: BundleContents = {
  report: oneRootCause,
  pages: [bridgePage],
  lastReports: [],
  recorded: [],
  config: 'timeout: 10s   # default\n',
  heatParams: 'none\n',
  tools: { routes: 'default via 10.0.0.1 dev eth0\n' },
  version: '1.2.3',
};

const bundleOf = (changes: Partial<BundleContents> = {}) =>
  new Map(bundleFiles({ ...contents, ...changes }).map(({ name, text }) => [name, text]));

t.test('the report is there for people and for programs, with what it rests on', async (t) => {
  const files = bundleOf();
  t.equal([...files.keys()][0], 'README.txt');
  t.match(files.get('report.txt'), 'BridgeOutsideSubnet');
  t.match(JSON.parse(files.get('report.json') ?? ''), { status: 'unhealthy', node: 'n1' });
  t.equal(files.get('config.yaml'), 'timeout: 10s   # default\n');
  t.equal(files.get('routes.txt'), 'default via 10.0.0.1 dev eth0\n');
  t.equal(files.get('heat-params.txt'), 'none\n');
  t.ok(files.has('answers.json'));
});

t.test('every file is named in the README', async (t) => {
  const files = bundleOf();
  const [, ...names] = files.keys();
  for (const name of names) t.match(files.get('README.txt'), name);
});

t.test('what tools print is masked', async (t) => {
  const files = bundleOf({ tools: { x: 'token=planted\n' } });
  t.equal(files.get('x.txt'), 'token=***\n');
});

t.test('a file that is too large is cut, and says so', async (t) => {
  const text = bundleOf({ tools: { routes: 'ä'.repeat(200_000) } }).get('routes.txt') ?? '';
  t.ok(Buffer.byteLength(text) < 256 * 1024 + 100);
  t.match(text, /\n\[cut here: 400000 bytes in all\]\n$/);
});

t.test('what finds no room is left out, and named', async (t) => {
  const tools = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`tool-${index}`, 'x'.repeat(250_000)]),
  );
  const files = bundleOf({ tools });
  const size = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  t.ok(size < 8.1 * 1024 * 1024, String(size));
  t.ok(files.has('tool-0.txt'));
  t.notOk(files.has('tool-39.txt'));
  t.ok(files.has('answers.json'));
  t.match(files.get('README.txt'), /Left out for want of room: .*tool-39\.txt/);
});
