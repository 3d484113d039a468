import t from 'tap';
import { compose } from '../../src/cli/compose.ts';
import { capture } from '../support/capture.ts';
import { configOf } from '../support/config.ts';

t.test('the checks that the configuration names are made, in their order', async (t) => {
  const { stderr } = capture();
  const parts = compose(configOf({ checks: 'kube-*,flannel-daemon' }), { stderr, path: '' });
  t.same(
    parts.checks.map(({ name }) => name),
    ['flannel-daemon', 'kube-proxy'],
  );
  t.ok(parts.docs.has('FlannelNotRunning'));
  t.ok(parts.pages.some(({ reason }) => reason === 'CheckFailed'));
});

t.test('probes read below the host root, and what was started can be ended', async (t) => {
  const hostRoot = t.testdir({ etc: { 'resolv.conf': 'nameserver 192.0.2.1\n' } });
  const { stderr } = capture();
  const parts = compose(configOf({ 'host-root': hostRoot }), { stderr, path: '' });
  const probes = parts.probesOfRound(new AbortController().signal);
  t.match(await probes.file('/etc/resolv.conf'), { text: 'nameserver 192.0.2.1\n' });
  t.match(await parts.toolTexts(AbortSignal.abort()), { fdb: /was stopped/ });
  t.equal(await probes.ownNode(), undefined);
  parts.close();
  t.match(await parts.kubernetes.client.request({ method: 'GET', path: '/' }), {
    kind: 'unreachable',
  });
});

t.test('the log goes to stderr from its level on, without the process’s own fields', async (t) => {
  const { stderr, written } = capture();
  const { logger } = compose(configOf({ 'log-level': 'info' }), { stderr, path: '' });
  logger.debug({}, 'too little');
  logger.info({ round: 1 }, 'enough');
  t.match(JSON.parse(written.stderr), { msg: 'enough', round: 1 });
  t.notMatch(written.stderr, 'pid');
});
