import t from 'tap';
import { run } from '../../src/cli/run.ts';
import { version } from '../../src/cli/version.ts';
import { capture } from '../support/capture.ts';

const runWith = async (argv: readonly string[], environment = {}) => {
  const { written, ...terminal } = capture();
  const { signal } = new AbortController();
  const exitCode = await run({ ...terminal, argv, environment, signal });
  return { exitCode, ...written };
};

t.test('--version and --help answer', async (t) => {
  t.match(await runWith(['--version']), { exitCode: 0, stdout: `${version}\n`, stderr: '' });
  t.match(await runWith(['--help']), { exitCode: 0, stdout: /--node-dns-names/ });
});

t.test('wrong usage is told, all of it, with the way to the help', async (t) => {
  const { exitCode, stdout, stderr } = await runWith(['--onec', '--output']);
  t.equal(exitCode, 64);
  t.equal(stdout, '');
  t.match(stderr, /--onec: unknown flag.*\n.*--output: expected.*\nSee node-check --help\.\n$/);
});

t.test('a reason is explained', async (t) => {
  t.match(await runWith(['explain', 'NoDefaultRoute']), { exitCode: 0, stdout: /^NoDefaultRoute/ });
});

t.test('without a command the node is watched until a signal ends that', async (t) => {
  const { written, ...terminal } = capture();
  const environment = {
    NODE_CHECK_STATE_DIR: t.testdir({}),
    NODE_CHECK_CHECKS: 'node-limits',
    NODE_CHECK_HTTP_LISTEN: '127.0.0.1:20999',
  };
  const signal = AbortSignal.timeout(500);
  t.equal(await run({ ...terminal, argv: [], environment, signal }), 0);
  t.equal(written.stdout, '');
});

t.test('conditions are removed where there are any', async (t) => {
  const args = ['--remove-conditions', '--host-root', t.testdir({})];
  t.match(await runWith(args), { exitCode: 0, stdout: /^nothing to remove/ });
});

t.test('a wrong configuration is told with its place', async (t) => {
  const config = `${t.testdir({ 'config.yaml': 'external: perhaps\n' })}/config.yaml`;
  t.match(await runWith(['--once', '--config', config]), {
    exitCode: 78,
    stdout: '',
    stderr: `node-check: ${config}: external: expected one of auto, expected, none\n`,
  });
});

t.test('each option is printed with its origin', async (t) => {
  const environment = { NODE_CHECK_TIMEOUT: '5s' };
  const { exitCode, stdout } = await runWith(['--print-config', '--external', 'none'], environment);
  t.equal(exitCode, 0);
  t.match(stdout, 'timeout: 5s   # NODE_CHECK_TIMEOUT\n');
  t.match(stdout, 'external: none   # --external\n');
});

t.test('what cannot be used of heat-params is a warning', async (t) => {
  const root = t.testdir({ etc: { sysconfig: { 'heat-params': {} } } });
  const { exitCode, stderr } = await runWith(['--print-config', '--host-root', root]);
  t.equal(exitCode, 0);
  t.match(stderr, /heat-params: is a directory; not used/);
});

t.test('a round is run', async (t) => {
  const args = ['--once', '--checks', 'flannel-daemon', '--flannel-expected', 'none'];
  t.match(await runWith([...args, '--host-root', t.testdir({})]), {
    exitCode: 0,
    stdout: /NoFlannel/,
  });
});

t.test('a bundle is written, and its name is told', async (t) => {
  const root = t.testdir({});
  const args = ['--checks', 'flannel-daemon', '--flannel-expected', 'none', '--host-root', root];
  const file = `${root}/b.tar.gz`;
  t.match(await runWith(['bundle', file, ...args]), { exitCode: 0, stdout: `${file}\n` });
});

t.test('the environment is this process’s own if none is given', async (t) => {
  const { written, ...terminal } = capture();
  t.intercept(process, 'env', { value: { NODE_CHECK_OUTPUT: 'json' } });
  const { signal } = new AbortController();
  await run({ ...terminal, argv: ['--print-config'], signal });
  t.match(written.stdout, 'output: json   # NODE_CHECK_OUTPUT\n');
});
