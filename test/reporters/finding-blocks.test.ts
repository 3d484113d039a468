import t from 'tap';
import type { RootCause } from '../../src/domain/report.ts';
import { findingBlocks } from '../../src/reporters/finding-blocks.ts';

const missing = (subject: string): RootCause => ({
  check: 'flannel-routes',
  reason: 'RouteMissing',
  subject,
  message: `no route to ${subject}`,
  evidence: [],
  remedy: 'Restart flanneld.',
  consequences: [],
});

t.test('a reason is told once, with every message and each remedy once', async (t) => {
  const findings = [missing('10.100.3.0/24'), missing('10.100.4.0/24')];
  t.strictSame(findingBlocks({ color: false }, 'unhealthy', findings), [
    [
      'FAIL RouteMissing (flannel-routes)',
      '  no route to 10.100.3.0/24',
      '  no route to 10.100.4.0/24',
      '  fix       Restart flanneld.',
      '  more      node-check explain RouteMissing',
    ],
  ]);
});

t.test(
  'a question that several checks ask names them; without advice there is no fix',
  async (t) => {
    const open = { ...missing('x'), reason: 'ToolMissing', message: 'no ip', remedy: '' };
    const findings = [open, { ...open, check: 'pod-bridge' }];
    t.strictSame(findingBlocks({ color: false }, 'unknown', findings), [
      [
        '? ToolMissing (flannel-routes, pod-bridge)',
        '  no ip',
        '  more      node-check explain ToolMissing',
      ],
    ]);
  },
);

t.test('consequences are folded, and evidence stands line by line', async (t) => {
  const paths = { check: 'peer-paths', reason: 'OverlayBlocked', message: 'm', evidence: ['no'] };
  const dns = { ...paths, check: 'cluster-dns', reason: 'ClusterDnsUnreachable' };
  const cause = { ...missing('x'), evidence: ['one', 'two'], consequences: [paths, dns, paths] };
  const [block] = findingBlocks({ color: false }, 'unhealthy', [cause]);
  t.strictSame(block?.slice(2, 5), [
    '  evidence  one',
    '            two',
    '  leads to  OverlayBlocked (peer-paths), ClusterDnsUnreachable (cluster-dns)',
  ]);
});

t.test('a long list says how many it leaves out, unless it is one', async (t) => {
  const linesFor = (count: number) => {
    const evidence = Array.from({ length: count }, (_, index) => `line ${index}`);
    const [block = []] = findingBlocks({ color: false }, 'unknown', [
      { ...missing('x'), evidence },
    ]);
    return block.filter((line) => /line|more$/.test(line));
  };
  t.equal(linesFor(11).length, 11);
  t.equal(linesFor(40).length, 11);
  t.match(linesFor(40).at(-1), /and 30 more/);
});

t.test('on a color terminal the mark has its color and the fix is bold', async (t) => {
  const [block = []] = findingBlocks({ color: true, width: 80 }, 'unhealthy', [missing('x')]);
  t.match(block[0], '\u001b[31m✖ \u001b[39m\u001b[1mRouteMissing \u001b[22m(flannel-routes)');
  t.match(block[2], '\u001b[1mRestart flanneld.\u001b[22m');
});
