import t from 'tap';
import { createLiveProbes } from '../../src/probes/live-probes.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { closedPort } from '../support/local-server.ts';
import { silentLogger } from '../support/silent-logger.ts';

const ping = 'ping -n -W 2 -w 2 -c 1 -s 56 127.0.0.1';
const table = {
  'ip -j -d addr show': '[]',
  'ip -j route show table main': '[]',
  'ip -j -6 route show table main': '[]',
  'bridge -j fdb show dev x': '[]',
  'ip -j neigh show to 10.0.0.1 dev x nud all': '[{"state":["REACHABLE"]}]',
  'iptables -V': 'iptables v1.8.7 (nf_tables)',
  'iptables -w 1 -t filter -S FORWARD': '-P FORWARD DROP\n',
  'nft -t list chain ip t c': { exitCode: 1, stderr: 'Error: No such file or directory' },
  [ping]: { exitCode: 2, stderr: 'ping: connect: Network is unreachable' },
};

/** No credentials, no log. */
const nobody = { ownNode: async () => undefined, logger: silentLogger };

t.test('every question finds its source', async (t) => {
  const hostRoot = t.testdir({ etc: { hosts: 'text' } });
  const { signal } = new AbortController();
  const commands = fakeCommands(table);
  const probes = createLiveProbes({ ...nobody, commands, hostRoot, signal });
  const port = await closedPort();

  t.match(await probes.file('/etc/hosts'), { kind: 'text', text: 'text' });
  t.match(await probes.endOfFile('/etc/hosts'), { kind: 'text', text: 'text' });
  t.match(await probes.file('/proc/self/status'), { kind: 'text', text: /^Name:/ });
  t.same(await probes.directory('/etc'), ['hosts']);
  t.same(await probes.links(), []);
  t.same(await probes.routes(), []);
  t.same(await probes.forwardingEntries('x'), []);
  t.equal(await probes.neighbour('10.0.0.1', 'x'), 'REACHABLE');
  t.type((await probes.processes()).complete, 'boolean');
  t.same(await probes.units(), []);
  t.same(await probes.containers(), { silent: [], containers: [] });
  t.same(await probes.runtime('docker'), { kind: 'absent' });
  t.equal(await probes.nftChain({ family: 'ip', table: 't', chain: 'c' }), undefined);
  t.match(await probes.ping('127.0.0.1'), { kind: 'silent' });
  t.same(await probes.tcp('127.0.0.1', port), { kind: 'refused' });
  t.match(await probes.resolve('no address', 'x'), { kind: 'silent' });
  t.same(await probes.http(`http://127.0.0.1:${port}/`), { kind: 'refused' });
  t.match(await probes.logTail({ units: [], containers: [], files: ['/etc/hosts'] }), {
    source: '/etc/hosts',
    lines: ['text'],
  });
  t.match(await probes.web({ url: `http://127.0.0.1:${port}/` }), { kind: 'unreachable' });
  t.equal(await probes.ownNode(), undefined);
  t.equal(await probes.formerPeers({ writtenAt: 0, devices: [] }), undefined);
  t.ok((await probes.bootedAt()) > 0);
  await probes.rules({ family: 4, table: 'filter', chain: 'FORWARD' }).catch(() => {});
});

t.test('a round that is over answers nothing that has to be waited for', async (t) => {
  const signal = AbortSignal.abort();
  const options = { ...nobody, commands: fakeCommands({}), hostRoot: '', signal };
  await t.rejects(createLiveProbes(options).tcp('127.0.0.1', 1), { message: /round ended/ });
});

t.test('commands get the round’s signal, a deadline and a limit', async (t) => {
  const seen: unknown[] = [];
  const { signal } = new AbortController();
  const commands = {
    ...fakeCommands({}),
    run: async (_file: string, _args: readonly string[], options: object) => {
      seen.push(options);
      return { exitCode: 0, stdout: '[]', stderr: '' };
    },
  };
  await createLiveProbes({ ...nobody, commands, hostRoot: '', signal }).links();
  t.match(seen, [{ timeoutMs: 3_000, maxBytes: 4 * 1024 * 1024, signal }]);
});

t.test('what takes time is logged without its arguments', async (t) => {
  const logged: object[] = [];
  const logger = { ...silentLogger, debug: (fields: object) => logged.push(fields) };
  const { signal } = new AbortController();
  const options = { ...nobody, commands: fakeCommands({}), hostRoot: '', signal, logger };
  const port = await closedPort();
  await createLiveProbes(options).http(`http://127.0.0.1:${port}/?token=secret`);
  t.match(logged, [{ probe: 'http', durationMs: Number }]);
  t.notMatch(JSON.stringify(logged), /secret/);
});
