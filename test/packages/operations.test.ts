// docs/operations.md, command by command.
import t, { type Test } from 'tap';
import { blocks } from '../consumers/recipes.ts';
import { type Debian, withDebian } from './debian.ts';
import { withPackages } from './requirements.ts';

/** Somebody has said yes, and there is no network for what is only recommended. */
const asAnswered = `
cat >/etc/apt/apt.conf.d/99answers <<'END'
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
END`;

const architecture = process.arch.replace('x64', 'amd64');

const block = (heading: string, at: number): string =>
  blocks('operations', heading, 'sh').at(at)?.replaceAll('amd64', architecture) ?? 'false';

const isActive = 'systemctl is-active node-check || :';

async function testService(t: Test, { run, take }: Debian): Promise<void> {
  await take(asAnswered);
  await take(`cd /dist/packages\n${block('In a node image', 0)}`);
  t.equal(await take('systemctl is-enabled node-check'), 'enabled');
  t.equal(await take(isActive), 'inactive', 'until the image boots');
  await take(block('In a node image', 1));
  t.equal(await take(isActive), 'active');
  t.match(await take(block('Configure', 0)), /^report: \[kubernetes\] +# /m);
  await take(block('Configure', 1));
  const [status, journal] = block('When something is wrong', 0).split('\n');
  t.match(await take(status ?? ''), 'Active: active (running)');
  t.match(await take(journal ?? ''), 'the cluster cannot be told');

  const { stdout } = await run(block('Uninstall', 1));
  t.match(stdout, 'nothing to remove: there are no credentials for the API server');
  t.equal(await take(isActive), 'inactive');
  await take(block('Uninstall', 0));
  t.equal(await take('find /usr/bin /etc /var/lib -path "*node-check*" ! -path "*dpkg*"'), '');
}

async function testArchive(t: Test, { take }: Debian): Promise<void> {
  await take(`tar -C /root -xzf /dist/packages/node-check-*-linux-${architecture}.tar.gz`);
  await take(`cd /root/node-check-*\n${block('In a node image', 2)}`);
  t.equal(await take('systemctl is-enabled node-check'), 'enabled');
  t.match(await take('node-check --version'), /^\d+\.\d+\.\d+$/);
}

await withPackages(t, async () => {
  await t.test('the service is installed, configured, looked at and removed', (t) =>
    withDebian('booted', (debian) => testService(t, debian)),
  );

  await t.test('an image is made of the archive', (t) =>
    withDebian('image', (debian) => testArchive(t, debian)),
  );
});
