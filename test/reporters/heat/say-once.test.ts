import t from 'tap';
import { createSayOnce } from '../../../src/reporters/heat/say-once.ts';
import { silentLogger } from '../../support/silent-logger.ts';

t.test('what stays true is said once, and again with another problem', async (t) => {
  const log: unknown[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    log.push([level, message, fields]);
  const logger = { ...silentLogger, info: note('info'), warn: note('warn'), error: note('error') };
  const say = createSayOnce(logger);
  say('info', {}, 'there is none');
  say('info', {}, 'there is none');
  say('warn', { problem: 'no such file' }, 'it cannot be used');
  say('warn', { problem: 'no such file' }, 'it cannot be used');
  say('warn', { problem: 'is empty' }, 'it cannot be used');
  say('error', { because: 'a' }, 'it has ended');
  say('error', { because: 'b' }, 'it has ended');
  t.strictSame(log, [
    ['info', 'there is none', {}],
    ['warn', 'it cannot be used', { problem: 'no such file' }],
    ['warn', 'it cannot be used', { problem: 'is empty' }],
    ['error', 'it has ended', { because: 'a' }],
  ]);
});
