import t from 'tap';
import type { ReasonDoc } from '../../src/domain/reason.ts';
import type { CheckResult } from '../../src/domain/report.ts';
import { type ReasonDocs, rootCausesOf } from '../../src/domain/root-cause.ts';
import { type Finding, healthy, unhealthy, type Verdict } from '../../src/domain/verdict.ts';
import { sampleDoc } from '../support/sample-pages.ts';

const doc = (...causes: readonly string[]): ReasonDoc => ({
  ...sampleDoc,
  remedy: 'Mend {subject}.',
  causes,
});

const docs: ReasonDocs = new Map([
  ['DaemonDead', doc('FileMissing')],
  ['FileMissing', doc('BridgeWrong', 'NoFile')],
  ['BridgeWrong', doc('PathBroken')],
  ['PathBroken', doc()],
  ['NoFile', doc('PathBroken')],
  ['NameserverDead', doc('NameUnknown')],
  ['NameUnknown', doc()],
  ['Chicken', doc('Egg')],
  ['Egg', doc('Chicken')],
  ['Selfish', doc('Selfish')],
]);

const finding = (reason: string, subject?: string): Finding => ({
  reason,
  message: `${reason} was seen`,
  ...(subject !== undefined && { subject }),
});

const open = (reason: string): Verdict => ({ status: 'unknown', findings: [finding(reason)] });
const none = (reason: string): Verdict => ({
  status: 'notApplicable',
  findings: [finding(reason)],
});
const broken = (...reasons: readonly [string, ...string[]]): Verdict => {
  const [first, ...rest] = reasons;
  return unhealthy(finding(first), ...rest.map((reason) => finding(reason)));
};

const round = (...verdicts: readonly Verdict[]): readonly CheckResult[] =>
  verdicts.map((verdict, index) => ({
    name: `check-${index}`,
    condition: 'FlannelProblem',
    verdict,
    durationMs: 1,
  }));

/** Each root with what is folded under it. */
const folded = (...verdicts: readonly Verdict[]): readonly string[] =>
  rootCausesOf(round(...verdicts), docs).map(({ reason, consequences }) =>
    [reason, ...consequences.map((consequence) => consequence.reason)].join(' > '),
  );

const fine = healthy('well');

const cases: readonly (readonly [
  of: string,
  verdicts: readonly Verdict[],
  roots: readonly string[],
])[] = [
  ['nothing is wrong', [fine, none('NoFile')], []],
  ['one fault is its own root', [fine, broken('BridgeWrong')], ['BridgeWrong']],
  [
    'a fault is folded under its cause',
    [broken('PathBroken'), broken('BridgeWrong')],
    ['BridgeWrong > PathBroken'],
  ],
  [
    'a chain is folded under its first cause',
    [broken('DaemonDead'), broken('FileMissing'), broken('BridgeWrong'), broken('PathBroken')],
    ['DaemonDead > FileMissing > BridgeWrong > PathBroken'],
  ],
  [
    'a healthy check in between breaks the chain',
    [broken('DaemonDead'), fine, broken('BridgeWrong'), broken('PathBroken')],
    ['DaemonDead', 'BridgeWrong > PathBroken'],
  ],
  [
    'two independent faults are two roots',
    [broken('NameserverDead'), broken('DaemonDead')],
    ['NameserverDead', 'DaemonDead'],
  ],
  [
    'two findings of one check may be cause and consequence',
    [broken('NameUnknown', 'NameserverDead')],
    ['NameserverDead > NameUnknown'],
  ],
  [
    'an open question is folded under its cause',
    [broken('FileMissing'), open('NoFile')],
    ['FileMissing > NoFile'],
  ],
  ['an open question is no root', [open('DaemonDead'), open('NoFile')], []],
  ['an open question causes nothing', [open('BridgeWrong'), broken('PathBroken')], ['PathBroken']],
  [
    'an open question carries no chain on',
    [broken('FileMissing'), open('NoFile'), broken('PathBroken')],
    ['FileMissing > NoFile', 'PathBroken'],
  ],
  [
    'what is not applicable is neither',
    [broken('FileMissing'), none('BridgeWrong')],
    ['FileMissing'],
  ],
  [
    'a reason without a page stands for itself',
    [broken('NoPage'), broken('PathBroken')],
    ['NoPage', 'PathBroken'],
  ],
  ['a reason that names itself is a root all the same', [broken('Selfish')], ['Selfish']],
  [
    'reasons in a circle end, with what else is wrong',
    [broken('Chicken'), broken('Egg'), broken('BridgeWrong')],
    ['BridgeWrong'],
  ],
  [
    'two causes of one fault both fold it',
    [broken('FileMissing'), broken('PathBroken'), broken('BridgeWrong'), broken('NameserverDead')],
    ['FileMissing > PathBroken > BridgeWrong', 'NameserverDead'],
  ],
];

for (const [of, verdicts, roots] of cases)
  t.test(of, async (t) => {
    t.strictSame(folded(...verdicts), roots);
  });

t.test('a circle behind a root is walked once', async (t) => {
  const circular: ReasonDocs = new Map([
    ['Root', doc('Chicken')],
    ['Chicken', doc('Egg')],
    ['Egg', doc('Chicken', 'Root')],
  ]);
  const roots = rootCausesOf(round(broken('Root'), broken('Chicken'), broken('Egg')), circular);
  t.strictSame(roots, [], 'in a circle nothing comes first');
});

t.test('the same reason twice is two roots, each with its own subject and remedy', async (t) => {
  const dead = unhealthy(
    finding('NameserverDead', '10.0.0.2'),
    finding('NameserverDead', '10.0.0.3'),
  );
  const roots = rootCausesOf(round(dead, broken('NameUnknown')), docs);
  t.match(roots, [
    { subject: '10.0.0.2', remedy: 'Mend 10.0.0.2.', consequences: [{ reason: 'NameUnknown' }] },
    { subject: '10.0.0.3', remedy: 'Mend 10.0.0.3.', consequences: [{ reason: 'NameUnknown' }] },
  ]);
});

t.test('the same consequence twice is folded twice', async (t) => {
  const twice = unhealthy(finding('PathBroken', 'n2'), finding('PathBroken', 'n3'));
  const [root] = rootCausesOf(round(broken('BridgeWrong'), twice), docs);
  t.strictSame(
    root?.consequences.map(({ subject }) => subject),
    ['n2', 'n3'],
  );
});

t.test('a root and its consequences say which check found them, and what it saw', async (t) => {
  const wrong = { ...finding('BridgeWrong', 'cni0'), evidence: ['172.17.0.1/16'] };
  const roots = rootCausesOf(round(unhealthy(wrong), broken('PathBroken')), docs);
  t.strictSame(roots, [
    {
      check: 'check-0',
      reason: 'BridgeWrong',
      subject: 'cni0',
      message: 'BridgeWrong was seen',
      evidence: ['172.17.0.1/16'],
      remedy: 'Mend cni0.',
      consequences: [
        { check: 'check-1', reason: 'PathBroken', message: 'PathBroken was seen', evidence: [] },
      ],
    },
  ]);
});

t.test('a root without a page has no remedy', async (t) => {
  t.match(rootCausesOf(round(broken('NoPage')), docs), [{ remedy: '', consequences: [] }]);
});
