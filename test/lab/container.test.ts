import t, { type Test } from 'tap';
import { type Lab, takeSteps } from './lab.ts';
import { withLab } from './lab-test.ts';
import { outcomeOf } from './node-check.ts';
import { testRows } from './row.ts';
import { containerRows, inContainer } from './rows/container.ts';

/** systemctl inside would ask the container's own systemd, of which there is none. */
async function testSystemd(t: Test, lab: Lab): Promise<void> {
  await takeSteps(lab, 'n1', { node: 'mkdir -p /run/systemd/system' });
  t.teardown(() => takeSteps(lab, 'n1', { node: 'rmdir /run/systemd/system' }));
  t.match(await outcomeOf(lab, 'n1', inContainer('host-pid')), {
    roots: [],
    consequences: [],
    unknown: ['node-services NotPermitted'],
  });
}

await withLab(t, { backend: 'vxlan', bridge: 'cni0' }, async (lab) => {
  await testRows(t, lab, containerRows);
  await t.test("the node's units are unknown, and flannel shows by its process", (t) =>
    testSystemd(t, lab),
  );
});
