import t from 'tap';
import { escapeMarkdown } from '../../src/reporters/markdown.ts';

t.test('plain text stays text in a table cell', async (t) => {
  t.equal(escapeMarkdown('a | b *c* <d> \\e\nf_g --bip'), 'a \\| b \\*c\\* \\<d> \\\\e f_g --bip');
});
