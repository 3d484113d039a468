import t from 'tap';
import { watchedPaths, watchedProcesses, watchedUnits } from '../../src/domain/watched.ts';
import { nodeSettings } from '../support/facts.ts';

for (const [what, names] of Object.entries({ watchedProcesses, watchedUnits }))
  t.test(`each of ${what} is there once`, async (t) => {
    t.equal(new Set(names).size, names.length);
    for (const name of names) t.match(name, /^[a-z0-9][a-z0-9-]*$/);
  });

t.test('subnet.env is watched where it may be, or where it was said to be', async (t) => {
  const usual = watchedPaths(nodeSettings({}));
  const told = watchedPaths(nodeSettings({ subnetFile: '/srv/subnet.env' }));
  t.same(usual.slice(0, 2), ['/run/flannel/subnet.env', '/run/flanneld/subnet.env']);
  t.same(told, ['/srv/subnet.env', ...usual.slice(2)]);
  t.ok(usual.includes('/etc/resolv.conf'));
  t.ok(usual.includes('/etc/cni/net.d/*'));
});
