import t, { type Test } from 'tap';
import { type Debian, listFiles, withDebian } from './debian.ts';
import { withPackages } from './requirements.ts';

interface Manager {
  readonly install: string;
  readonly upgrade: string;
  /** Leaves nothing but `leftovers`, of a configuration that was edited. */
  readonly purge: string;
  readonly leftovers: readonly string[];
}

const rpm = 'rpm --nodeps --force-debian --dbpath=/var/lib/rpm';

const managers: Readonly<Record<'dpkg' | 'rpm', Manager>> = {
  dpkg: {
    install: 'dpkg --install /dist/packages/node-check_*_$(dpkg --print-architecture).deb',
    upgrade: 'dpkg --force-confold --install /dist/newer/*.deb',
    purge: 'dpkg --purge node-check',
    leftovers: [],
  },
  rpm: {
    install: `${rpm} --install /dist/packages/node-check-*.$(uname -m).rpm`,
    upgrade: `${rpm} --upgrade /dist/newer/*.rpm`,
    purge: `${rpm} --erase node-check`,
    leftovers: ['', '/config.yaml.rpmnew', '/config.yaml.rpmsave'],
  },
};

/** Of a kubelet whose API server does not listen. */
const kubeconfig = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443' } }],
  users: [{ name: 'u', user: { token: 'secret' } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
});

const mainPid = 'systemctl show --property=MainPID --value node-check';

async function stateOf({ run }: Debian): Promise<string> {
  const { stdout } = await run(
    'systemctl is-enabled node-check || :; systemctl is-active node-check',
  );
  return stdout.trim().replace('\n', ', ');
}

async function testManager(t: Test, debian: Debian, manager: Manager): Promise<void> {
  const { run, take } = debian;

  await t.test('an upgrade starts and enables nothing', async (t) => {
    await take(manager.install);
    t.equal(await stateOf(debian), 'enabled, inactive');
    await take('systemctl disable node-check');
    await take(manager.upgrade);
    t.equal(await stateOf(debian), 'disabled, inactive');
    await take(manager.purge);
  });

  await t.test('an upgrade restarts what runs, and keeps what was edited', async (t) => {
    await take(manager.install);
    await take('systemctl start node-check');
    const before = await take(mainPid);
    await take('echo "log-level: info" >>/etc/node-check/config.yaml');
    await take(manager.upgrade);
    t.equal(await stateOf(debian), 'enabled, active');
    t.not(await take(mainPid), before);
    t.match(await take('cat /etc/node-check/config.yaml'), /\nlog-level: info$/);
  });

  await t.test('a purge stops it, also when the API server is away', async (t) => {
    await take('test -d /var/lib/node-check');
    await take(`mkdir /etc/kubernetes; echo '${kubeconfig}' >/etc/kubernetes/kubelet.conf`);
    const { code, stderr } = await run(manager.purge);
    t.equal(code, 0);
    t.match(stderr, /cannot remove its conditions: .*\n.*are still there/);
    t.match(await stateOf(debian), /inactive$/);
    await take('rm -r /etc/kubernetes');
  });
}

// Says what it was asked for and how things stand, and hangs.
const hangingProgram = `#!/bin/sh
echo "$* $NODE_CHECK_REPORT $(systemctl is-active node-check)" >/tmp/asked
exec sleep 1000`;

async function testRemoval(t: Test, debian: Debian): Promise<void> {
  const { run, take } = debian;
  await take(managers.dpkg.install);
  await take('systemctl start node-check; systemctl disable node-check');
  await take('echo NODE_CHECK_REPORT=kubernetes >>/etc/node-check/environment');
  await take(`rm /usr/bin/node-check; cat >/usr/bin/node-check <<'END'\n${hangingProgram}\nEND`);
  await take('chmod +x /usr/bin/node-check');
  const { code, stderr } = await run('dpkg --remove node-check');
  t.match(stderr, 'conditions that it wrote to its Node object, if any, are still there');
  t.equal(code, 0);
  t.equal(await take('cat /tmp/asked'), '--remove-conditions kubernetes inactive');
  await take(managers.dpkg.install);
  t.equal(await stateOf(debian), 'disabled, inactive', 'what an operator decided outlives it');
}

async function testLife(t: Test, debian: Debian, manager: Manager): Promise<void> {
  // Where rpm is at home, both are there.
  await debian.take('rpm --initdb; mkdir -p /usr/share/licenses');
  const before = new Set((await debian.take(listFiles)).split('\n'));
  await testManager(t, debian, manager);
  const after = (await debian.take(listFiles)).split('\n');
  t.same(
    after.filter((path) => !before.has(path)),
    manager.leftovers.map((path) => `/etc/node-check${path}`),
  );
}

await withPackages(t, async () => {
  t.jobs = 3;
  await Promise.all([
    ...Object.entries(managers).map(([name, manager]) =>
      t.test(name, (t) => withDebian('booted', (debian) => testLife(t, debian, manager))),
    ),
    t.test('a removal stops the service, then asks for the conditions, for 30 s at most', (t) =>
      withDebian('booted', (debian) => testRemoval(t, debian)),
    ),
  ]);
});
