import t from 'tap';
import { errorCode, errorText } from '../../src/domain/error-code.ts';

const withCode = (message: string, code: unknown) => Object.assign(new Error(message), { code });

t.test('a code is a text on an error, or there is none', async (t) => {
  t.equal(errorCode(withCode('', 'ENOENT')), 'ENOENT');
  t.equal(errorCode(withCode('', 7)), '');
  t.equal(errorCode(new Error('plain')), '');
  t.equal(errorCode('text'), '');
});

t.test('an error without words is told by its code', async (t) => {
  t.equal(errorText(new Error('words')), 'words');
  t.equal(errorText(withCode('', 'ECONNREFUSED')), 'ECONNREFUSED');
  t.equal(errorText('text'), 'text');
});
