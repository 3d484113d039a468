import t from 'tap';
import { replaceMarkedSection } from '../../docs/marked-section.ts';

const readme = 'a\n<!-- generated: checks -->\nold\n<!-- /generated -->\nb\n';

t.test('only what stands between the marks is replaced', async (t) => {
  const once = replaceMarkedSection(readme, { name: 'checks', body: '$& new\n' });
  t.equal(once, 'a\n<!-- generated: checks -->\n\n$& new\n\n<!-- /generated -->\nb\n');
  t.equal(replaceMarkedSection(once, { name: 'checks', body: '$& new' }), once);
});

const mistakes = [
  ['opening', readme, 'options', '<!-- generated: options -->'],
  ['closing', readme.replace('/generated', ''), 'checks', '<!-- /generated -->'],
  ['closing before the next', `<!-- generated: a -->${readme}`, 'a', '<!-- /generated -->'],
] as const;

for (const [mark, text, name, named] of mistakes)
  t.test(`a missing ${mark} mark is named`, async (t) => {
    t.throws(() => replaceMarkedSection(text, { name, body: '' }), {
      message: new RegExp(`^README.md has no line ${named}`),
    });
  });
