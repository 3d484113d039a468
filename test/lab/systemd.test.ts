import t, { type Test } from 'tap';
import { inject, revert } from './fault.ts';
import { faultNamed } from './faults.ts';
import type { Lab } from './lab.ts';
import { skipOrFail, withLab } from './lab-test.ts';
import { nodeCheck } from './node-check.ts';
import { testRows } from './row.ts';
import { systemdRows } from './rows/systemd.ts';
import { whyNoSystemd } from './systemd.ts';

const shape = { backend: 'vxlan', bridge: 'docker0', init: 'systemd' } as const;

/** What the log says of each fault; it holds secrets as well. */
const lastWords = {
  'docker-crash-looping': 'docker failed: http://***@10.0.0.10/ is unreachable, token=***',
  'flanneld-crash-looping': 'flanneld failed: http://***@10.0.0.10/ is unreachable, token=***',
  'kube-proxy-crash-looping': 'kube-proxy failed: http://***@10.0.0.10/ is unreachable, token=***',
  'user-data-failed': 'curl: (6) Could not resolve host: discovery.etcd.io',
  'deployment-failed': 'The connection to the server was refused',
} as const;

async function testLastWords(t: Test, lab: Lab): Promise<void> {
  for (const [name, words] of Object.entries(lastWords)) {
    await inject(lab, 'n1', faultNamed(name));
    const { stdout } = await nodeCheck(lab, 'n1', { flags: ['--output', 'json'] });
    await revert(lab, 'n1', faultNamed(name));
    t.match(stdout, words, name);
    t.notMatch(stdout, /hunter2|s3cr3t|gAAAAABk/, `${name}: no secrets`);
  }
}

const obstacle = whyNoSystemd();
if (obstacle !== undefined) skipOrFail(t, obstacle);
else
  await withLab(t, shape, async (lab) => {
    await testRows(t, lab, systemdRows);
    await t.test('the last lines of the log are evidence', (t) => testLastWords(t, lab));
  });
