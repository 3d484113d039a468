import t from 'tap';
import { nftChain, parseNftChain } from '../../src/probes/nft.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const command = 'nft -t list chain ip kube-proxy nat-prerouting';
const ask = (answer: FakeAnswer) =>
  nftChain(fakeCommands({ [command]: answer }).run, {
    family: 'ip',
    table: 'kube-proxy',
    chain: 'nat-prerouting',
  });

t.test('a chain’s lines are those inside its braces', async (t) => {
  t.same(await ask(fixture('nft-chain.nftables-1.0.6.txt')), [
    'type nat hook prerouting priority dstnat; policy accept;',
    'ip daddr @cluster-ips counter packets 0 bytes 0 accept',
  ]);
  t.same(parseNftChain('table ip t {\n\tchain c {\n\t}\n}\n'), []);
});

t.test('a chain, a table or an nftables that is not there', async (t) => {
  const stderr = 'Error: No such file or directory\nlist chain ip kube-proxy nat-prerouting\n';
  t.equal(await ask({ exitCode: 1, stderr }), undefined);
  const noNftables = 'Unable to initialize Netlink socket: Protocol not supported\n';
  t.equal(await ask({ exitCode: 1, stderr: noNftables }), undefined);
});

t.test('a missing right and any other failure are no absence', async (t) => {
  const stderr =
    'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n';
  await t.rejects(ask({ exitCode: 1, stderr }), {
    reason: 'NotPermitted',
    message: `${command}: Operation not permitted (you must be root)`,
  });
  await t.rejects(ask({ exitCode: 1, stderr: "nft: invalid option -- 't'" }), {
    reason: 'ToolFailed',
    message: `${command}: nft: invalid option -- 't'`,
  });
});

for (const [what, text] of Object.entries({ ...garbage, cut: 'table ip t {\n chain c {\n  acc' })) {
  t.test(`${what} is no chain`, async (t) => {
    t.throws(() => parseNftChain(text), wrongFormat);
  });
}
