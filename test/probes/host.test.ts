import t from 'tap';
import { hostIdentity } from '../../src/probes/host.ts';

const debian = { distro: 'Debian GNU/Linux', release: '12', kernel: '6.1.0' };

t.test('only what identifies the system is kept', async (t) => {
  const ask = async () => ({ ...debian, serial: 'secret' });
  t.same(await hostIdentity({ ask }), debian);
});

t.test('without an answer in time there is no identity', async (t) => {
  const fail = async () => {
    throw new Error('no /etc/os-release');
  };
  t.equal(await hostIdentity({ ask: fail }), undefined);
  t.equal(await hostIdentity({ ask: () => new Promise(() => {}), timeoutMs: 10 }), undefined);
});

t.test('this machine is asked by default', async (t) => {
  const identity = await hostIdentity();
  t.match(identity?.kernel ?? '0.', /^\d+\./);
});
