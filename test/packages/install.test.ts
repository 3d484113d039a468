import t from 'tap';
import { listFiles, withDebian } from './debian.ts';
import { withPackages } from './requirements.ts';

const apt = 'apt-get --quiet --yes --no-install-recommends';
const deb = '/dist/packages/node-check_*_$(dpkg --print-architecture).deb';

await withPackages(t, async () => {
  await t.test('on a minimal Debian', (t) =>
    withDebian('minimal', async ({ run, take }) => {
      await t.test('the package brings all that the program needs', async (t) => {
        await take(`${apt} install ${deb}`);
        t.match(await take('node-check --version'), /^\d+\.\d+\.\d+$/);
        const { code, stdout } = await run('node-check --once --output json');
        t.equal(code, 1);
        t.match(JSON.parse(stdout), { rootCauses: [{ reason: 'NoUplinkAddress' }] });
      });

      await t.test('an upgrade keeps what was edited', async (t) => {
        await take('echo "log-level: info" >>/etc/node-check/config.yaml');
        await take('dpkg --force-confold --install /dist/newer/*.deb');
        t.match(await take('cat /etc/node-check/config.yaml'), /\nlog-level: info$/);
      });

      await t.test('a removal keeps the configuration, a purge nothing', async (t) => {
        await take(`${apt} remove node-check`);
        t.match(await take('ls /etc/node-check'), /^config.yaml\n/);
        await take(`${apt} purge node-check`);
        t.equal(await take('find / -xdev -name "*node-check*" -not -path "/var/log/*"'), '');
      });
    }),
  );

  await t.test("the other architecture's program runs, under qemu", (t) =>
    withDebian('emulated', async ({ take }) => {
      const [machine, deb] = process.arch === 'arm64' ? ['x86_64', 'amd64'] : ['aarch64', 'arm64'];
      const program = `qemu-${machine} -L /other /dist/stages/node-check-*-linux-${deb}/node-check`;
      t.match(await take(`${program} --version`), /^\d+\.\d+\.\d+$/);
      const { rootCauses } = JSON.parse(await take(`${program} --once --output json || :`));
      t.match(rootCauses, [{ reason: 'NameserversUnreachable' }]);
    }),
  );

  await t.test('in an image that is being made', (t) =>
    withDebian('image', async ({ run, take }) => {
      const before = await take(listFiles);
      await t.test('it is enabled', async (t) => {
        const { code, stderr } = await run(`dpkg --install ${deb}`);
        t.same({ code, stderr }, { code: 0, stderr: '' });
        t.equal(await take('systemctl is-enabled node-check'), 'enabled');
      });

      await t.test('a purge asks no API server, and leaves nothing', async (t) => {
        const { stderr } = await run('dpkg --purge node-check');
        t.notMatch(stderr, /conditions/);
        t.equal(await take(listFiles), before);
      });

      await t.test("a site's preset keeps it disabled", async (t) => {
        await take('mkdir -p /etc/systemd/system-preset');
        await take('echo "disable node-check.service" >/etc/systemd/system-preset/00-site.preset');
        await take(`dpkg --install ${deb}`);
        t.equal((await run('systemctl is-enabled node-check')).stdout.trim(), 'disabled');
      });
    }),
  );
});
