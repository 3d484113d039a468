import t from 'tap';
import { parseAnsi } from '../../docs/ansi-text.ts';
import { terminalPicture } from '../../docs/terminal-picture.ts';

const none = { bold: false, dim: false };

t.test('styles carry on over lines until they are reset', async (t) => {
  t.strictSame(parseAnsi('\u001b[1;31mred\nstill\u001b[22m thin\u001b[0m plain\n\n'), [
    [{ text: 'red', color: 1, bold: true, dim: false }],
    [
      { text: 'still', color: 1, bold: true, dim: false },
      { text: ' thin', color: 1, bold: false, dim: false },
      { text: ' plain', ...none },
    ],
  ]);
});

t.test('dim, bright colors and the default color', async (t) => {
  t.strictSame(parseAnsi('\u001b[2md\u001b[m\u001b[92mg\u001b[39mx'), [
    [
      { text: 'd', bold: false, dim: true },
      { text: 'g', color: 10, ...none },
      { text: 'x', ...none },
    ],
  ]);
});

t.test('other commands and controls leave no trace, tabs become blanks', async (t) => {
  t.strictSame(parseAnsi('a\u001b[2J\u001b[38;5;31mb\u0007\r\n\u001b]0;title\u0007ab\tc'), [
    [
      { text: 'a', ...none },
      { text: 'b', ...none },
    ],
    [{ text: 'ab      c', ...none }],
  ]);
});

t.test('the picture is well-formed and as wide as its longest line', async (t) => {
  const svg = terminalPicture('a & "b"', `<é> \ud800\u001b[31m✖\u001b[0m\n${'x'.repeat(100)}`);
  t.equal(svg.match(/width="(\d+)"/)?.[1], '872');
  t.match(svg, '<title>a &amp; &quot;b&quot;</title>');
  t.match(svg, '&lt;é&gt; \ufffd</tspan>');
  t.match(svg, /fill="#ff7b72">✖<\/tspan>/);
  t.strictSame(unclosed(svg), []);
});

t.test('bold and dim text look so', async (t) => {
  const svg = terminalPicture('t', '\u001b[1mb\u001b[22m\u001b[2md');
  t.match(svg, /font-weight="bold">b</);
  t.match(svg, /fill-opacity="[\d.]+">d</);
});

/** The elements that are open at the end, or are closed out of turn. */
function unclosed(xml: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = '', self] of xml.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) return [name];
    } else if (self === '') open.push(name);
  }
  return open;
}
