import t from 'tap';
import { html } from '../../../src/reporters/http/html.ts';

t.test('texts are escaped, markup is not', async (t) => {
  const text = `<b a="1" b='2'>&amp;`;
  t.equal(
    html`<p title="${text}">${html`<i>${1}</i>`}${[html`<b></b>`, html`\n`]}</p>`.markup,
    '<p title="&#60;b a=&#34;1&#34; b=&#39;2&#39;&#62;&#38;amp;"><i>1</i><b></b>\n</p>',
  );
});

t.test('a text stays on its line, without commands for terminals and secrets', async (t) => {
  t.equal(
    html`${'a\r\nb\u001b[2J\u202e'} ${'password=planted http://u:planted@h/'}`.markup,
    'a b\\x1b[2J\\u{202e} password=*** http://***@h/',
  );
});

t.test('a text of any length takes 1024 characters', async (t) => {
  t.equal(html`${'x'.repeat(100_000)}`.markup, `${'x'.repeat(1023)}…`);
});
