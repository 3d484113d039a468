import t from 'tap';
import { environment } from '../../src/config/environment.ts';

t.test('the variables are those of this process, at the time of asking', async (t) => {
  t.intercept(process, 'env', { value: { NODE_CHECK_TIMEOUT: '5s' } });
  t.same(environment(), { NODE_CHECK_TIMEOUT: '5s' });
});
