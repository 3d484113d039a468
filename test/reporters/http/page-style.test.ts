import t from 'tap';
import { pageStyle } from '../../../src/reporters/http/page-style.ts';

t.test('the style sheet loads nothing, and cannot end its element', async (t) => {
  t.notMatch(pageStyle, /url\(|@import|</);
});

t.test('there is a dark form, and one for a phone', async (t) => {
  t.match(pageStyle, '@media (prefers-color-scheme: dark)');
  t.match(pageStyle, '@media (max-width: 45rem)');
});
