import t from 'tap';
import { failedRead } from '../../src/probes/failed-read.ts';

t.test('the path and the cause are kept', async (t) => {
  const cause = new Error('EIO: i/o error');
  const error = failedRead('/proc/stat', cause);
  t.match(error, {
    reason: 'ToolFailed',
    message: 'cannot read /proc/stat: EIO: i/o error',
    cause,
  });
});
