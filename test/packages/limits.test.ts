import t, { type Test } from 'tap';
import { type Debian, withDebian } from './debian.ts';
import { withPackages } from './requirements.ts';

/** Puts the first of these files of the unit's control group, of version 1 or 2, into $file. */
const findInGroup = (...names: readonly string[]): string => `
group=$(systemctl show --property=ControlGroup --value node-check)
for file in ${names.map((name) => `/sys/fs/cgroup/${name.replace('/', '$group/')}`).join(' ')}; do
  [ ! -e "$file" ] || break
done`;

const state = 'systemctl show --property=ActiveState,MainPID,NRestarts node-check';

// It reads a line that never ends.
const hungryIp = `cat >/usr/local/sbin/ip <<'END'
#!/bin/sh
case "$*" in *route*) exec tail /dev/zero ;; esac
exec /usr/bin/ip "$@"
END
chmod +x /usr/local/sbin/ip`;

const kills = `${findInGroup('memory/memory.oom_control', '/memory.events')}
sed -n 's/^oom_kill //p' "$file"`;

async function testMemory(t: Test, { take }: Debian): Promise<void> {
  await take(hungryIp);
  await take('systemctl start node-check');
  t.match(await take(state), /^NRestarts=0$/m);
  t.match(await take('systemctl status node-check'), /Status: "unhealthy, NameserversUnreachable"/);
  t.not(await take(kills), '0');
}

async function testTasks(t: Test, { run, take }: Debian): Promise<void> {
  const before = await take(state);
  const many = 'for child in $(seq 200); do sleep 5 & done';
  const { stderr } = await run(
    `${findInGroup('pids/cgroup.procs', '/cgroup.procs')}\necho $$ >"$file"; ${many}`,
  );
  t.match(stderr, /Cannot fork/);
  t.match(
    await take(`${findInGroup('pids/pids.current', '/pids.current')}\ncat "$file"`),
    /^1[0-2]\d$/,
  );
  t.equal(await take(state), before);
}

await withPackages(t, () =>
  withDebian('limited', async (debian) => {
    await debian.take(
      'dpkg --install /dist/packages/node-check_*_$(dpkg --print-architecture).deb',
    );
    await t.test('a tool that wants too much memory is killed, and the daemon goes on', (t) =>
      testMemory(t, debian),
    );
    await t.test('there are never more processes than its limit', (t) => testTasks(t, debian));
  }),
);
