import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { logFile } from '../../src/probes/log-files.ts';

const pod = (name: string) => `kube-system_${name}_0f4a`;
const root = t.testdir({
  var: {
    log: {
      'plain.log': 'one\n',
      pods: {
        [pod('kube-proxy-abcde')]: {
          'kube-proxy': {
            '0.log': '2026-11-21T08:00:00Z stderr F the first attempt\n',
            '1.log': '2026-11-21T08:05:00Z stderr F the second attempt\n',
            '2.log': '',
          },
          'other-container': { '0.log': 'other\n' },
        },
        [pod('coredns-12345')]: { coredns: { '0.log': 'dns\n' } },
      },
    },
  },
});
const attempts = join(root, 'var/log/pods', pod('kube-proxy-abcde'), 'kube-proxy');
utimesSync(join(attempts, '0.log'), 1_000, 1_000);
utimesSync(join(attempts, '1.log'), 2_000, 2_000);

t.test('a file is read by its path', async (t) => {
  t.equal(await logFile(root, '/var/log/plain.log'), 'one\n');
  t.equal(await logFile(root, '/var/log/none.log'), '');
});

t.test(
  'of several the newest that says anything counts, without what the runtime wrote',
  async (t) => {
    const pattern = '/var/log/pods/*_kube-proxy-*/kube-proxy/*.log';
    t.equal(await logFile(root, pattern), 'the second attempt\n');
    t.equal(await logFile(root, '/var/log/pods/*_flannel-*/*/*.log'), '');
  },
);
