import t from 'tap';
import { collectNameservers } from '../../../src/checks/facts/nameservers.ts';
import type { FileAnswer } from '../../../src/domain/probes.ts';
import { fakeFiles, fakeProbes } from '../../support/fake-probes.ts';

const resolvConf = '/etc/resolv.conf';
const behindStub = '/run/systemd/resolve/resolv.conf';

const nameserversOf = async (files: Readonly<Record<string, string | FileAnswer>>) => {
  const { listed, upstream } = await collectNameservers(fakeProbes({ file: fakeFiles(files) }));
  return { listed, upstream };
};

t.test("resolv.conf's nameservers are the node's", async (t) => {
  const files = {
    [resolvConf]: 'search x\nnameserver 10.0.0.2\nnameserver fd00::2\n',
    [behindStub]: 'nameserver 10.9.9.9\n',
  };
  t.same(await nameserversOf(files), { listed: ['10.0.0.2', 'fd00::2'], upstream: undefined });
});

t.test("behind systemd-resolved's stub are those that it asks", async (t) => {
  for (const stub of ['127.0.0.53', '127.0.0.54']) {
    const files = {
      [resolvConf]: `nameserver ${stub}\noptions edns0 trust-ad\n`,
      [behindStub]: 'nameserver 10.0.0.2\nnameserver 10.0.0.3\n',
    };
    t.same(await nameserversOf(files), { listed: [stub], upstream: ['10.0.0.2', '10.0.0.3'] });
  }
});

t.test('a stub without nameservers is told from one that does not tell', async (t) => {
  const stub = { [resolvConf]: 'nameserver 127.0.0.53\n' };
  const listed = ['127.0.0.53'];
  t.same(await nameserversOf({ ...stub, [behindStub]: '# none\n' }), { listed, upstream: [] });
  t.same(await nameserversOf(stub), { listed, upstream: undefined });
});

t.test('a resolv.conf that is not there, or cannot be read, lists none', async (t) => {
  const unreadable: FileAnswer = { kind: 'notPermitted', path: resolvConf };
  t.same((await nameserversOf({})).listed, []);
  t.same((await nameserversOf({ [resolvConf]: unreadable })).listed, []);
  const { resolvConf: answer } = await collectNameservers(
    fakeProbes({ file: fakeFiles({ [resolvConf]: unreadable }) }),
  );
  t.same(answer, unreadable);
});
