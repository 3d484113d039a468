import t from 'tap';
import { toolTexts } from '../../src/probes/tool-texts.ts';
import { fakeCommands } from '../support/fake-commands.ts';

t.test('each tool’s text stands under its command line, whatever came of it', async (t) => {
  const texts = await toolTexts(
    fakeCommands({
      'ip -V': 'ip utility, iproute2-6.1.0\n',
      'nft --version': { exitCode: 1, stdout: 'half\n', stderr: 'broken\n' },
      'bridge fdb show': '33:33:00:00:00:01 dev eth0 self permanent\n',
    }).run,
  );
  t.match(texts['versions'], '# ip -V\nip utility, iproute2-6.1.0\n');
  t.match(texts['versions'], '# nft --version\nhalf\nbroken\nexit code 1\n');
  t.match(texts['versions'], '# docker --version\ndocker is not installed\n');
  t.equal(texts['fdb'], '# bridge fdb show\n33:33:00:00:00:01 dev eth0 self permanent\n');
  t.equal(texts['neighbours'], '# ip neigh show\nip is not installed\n');
});
