import t from 'tap';
import { columnsOf, paragraph } from '../../src/reporters/screen.ts';

const lead = [{ text: 'fix  ', tone: 'dim' as const }];
const text = 'ip link delete docker0; systemctl restart docker';

t.test('a long text wraps under itself', async (t) => {
  t.strictSame(paragraph({ color: false, width: 30 }, { lead, text }), [
    'fix  ip link delete docker0;',
    '     systemctl restart docker',
  ]);
});

t.test('without a width, or with a width of 0, nothing is wrapped', async (t) => {
  for (const width of [undefined, 0])
    t.strictSame(paragraph({ color: false, width }, { lead, text }), [`fix  ${text}`]);
  t.equal(columnsOf({ color: false, width: 80 }), 80);
});

t.test('a word that is too long stays whole, and what fits keeps its blanks', async (t) => {
  const path = '/etc/kubernetes/manifests';
  t.strictSame(paragraph({ color: false, width: 16 }, { lead: [], text: `${path} is  bad` }), [
    path,
    'is bad',
  ]);
  t.strictSame(paragraph({ color: false, width: 16 }, { lead: [], text: 'a  b' }), ['a  b']);
});

t.test('a screen that is narrower than the indentation still gets its text', async (t) => {
  t.strictSame(paragraph({ color: false, width: 1 }, { lead, text: 'one two three four' }), [
    'fix  one two',
    '     three four',
  ]);
});

t.test('a text to be cut ends in dots, counted in characters', async (t) => {
  const screen = { color: false, width: 15 };
  t.strictSame(paragraph(screen, { lead: [], text: '😀23456789012345', cut: true }), [
    '😀23456789012345',
  ]);
  t.strictSame(paragraph(screen, { lead: [], text: '😀234567890123456', cut: true }), [
    '😀23456789012...',
  ]);
});

t.test('colors never span lines, and stand only where there is something to color', async (t) => {
  const lines = paragraph({ color: true, width: 30 }, { lead, text, tone: ['bold', 'red'] });
  t.strictSame(lines, [
    '\u001b[2mfix  \u001b[22m\u001b[1m\u001b[31mip link delete docker0;\u001b[39m\u001b[22m',
    '     \u001b[1m\u001b[31msystemctl restart docker\u001b[39m\u001b[22m',
  ]);
  t.strictSame(paragraph({ color: true }, { lead: [{ text: '  ' }], text: '', tone: 'red' }), [
    '  ',
  ]);
});

t.test('what the text quotes cannot command the terminal', async (t) => {
  t.strictSame(paragraph({ color: true }, { lead: [], text: '\u001b[2J' }), ['\\x1b[2J']);
});
