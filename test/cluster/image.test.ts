// packaging/image/Dockerfile, built: what a node pulls.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runOrThrow } from '../lab/command.ts';
import { skipOrFail } from '../lab/lab-test.ts';
import { checkout } from '../lab/machine.ts';
import { nodeCheckCommand } from '../lab/node-check.ts';
import { imageArchive, imageName, imageRoot, whyNoImage } from './image.ts';

/** What `docker save` writes. */
interface Saved {
  readonly Config: string;
  readonly RepoTags: readonly string[];
  readonly Layers: readonly string[];
}

const packageJson = readFileSync(join(checkout, 'package.json'), 'utf8');
const { version, description, license }: Readonly<Record<string, string>> = JSON.parse(packageJson);

/** In its root, which stays as it is, and with a network of its own. */
const inImage = (script: string): Promise<string> =>
  runOrThrow([
    ...(['unshare', '--net', '--mount', 'sh', '-ec'] as const),
    `cd "$0"
     mount --bind . . && mount -o remount,bind,ro "$0"
     mount -t proc proc "$0/proc"
     ip link set lo up
     exec chroot "$0" sh -ec "$1"`,
    ...[imageRoot(), script],
  ]);

const ofArchive = (file: string): Promise<string> =>
  runOrThrow(['tar', '--extract', '--to-stdout', '--file', imageArchive(), file]);

async function testConfiguration(t: Test, { Config: config, RepoTags: names }: Saved) {
  t.strictSame(names, [imageName]);
  const { architecture, os, config: started } = JSON.parse(await ofArchive(config));
  t.equal(`${os}/${architecture}`, `linux/${process.arch.replace('x64', 'amd64')}`);
  const { Labels: labels, ...rest } = started;
  t.strictSame(rest, {
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    Cmd: ['/usr/bin/node-check'],
  });
  t.match(labels, {
    'org.opencontainers.image.title': 'node-check',
    'org.opencontainers.image.description': description,
    'org.opencontainers.image.licenses': license,
  });
}

async function testExecutable(t: Test, { Layers: layers }: Saved) {
  const layer = layers.at(-1) ?? '';
  const script =
    'tar --extract --to-stdout --file "$0" "$1" | tar --list --verbose --numeric-owner';
  const listed = await runOrThrow(['sh', '-c', script, imageArchive(), layer]);
  t.match(listed.trim().split('\n'), [
    /^drwxr-xr-x 0\/0 .* usr\/$/,
    /^drwxr-xr-x 0\/0 .* usr\/bin\/$/,
    /^-rwxr-xr-x 0\/0 .* usr\/bin\/node-check$/,
  ]);
  t.equal(listed.trim().split('\n').length, 3);
  await runOrThrow(['cmp', join(imageRoot(), 'usr/bin/node-check'), nodeCheckCommand()[0]]);
  t.equal(await inImage('/usr/bin/node-check --version'), `${version}\n`);
}

const tools: Readonly<Record<string, RegExp>> = {
  'getent ahosts 127.0.0.1': /^127\.0\.0\.1 +STREAM/,
  'ip -json link show lo': /"ifname":"lo"/,
  'iptables --version': /\(nf_tables\)$/m,
  'iptables-legacy --version': /\(legacy\)$/m,
  'iptables-nft-save --version': /\(nf_tables\)$/m,
  'nft --json list ruleset': /^\{"nftables":/,
  'ping -c 1 127.0.0.1': / 1 received,/,
};

const folders = '/host /etc/node-check /var/lib/node-check';
const leftovers = '/var/lib/apt/lists /var/cache/apt /var/log';
const unasked =
  'apt-get --simulate -o APT::AutoRemove::RecommendsImportant=false -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= autoremove';

async function testContents(t: Test) {
  t.equal(await inImage(`stat --format '%F %a %u:%g' ${folders} | uniq`), 'directory 755 0:0\n');
  t.equal(await inImage(`find ${folders} -mindepth 1`), '', 'they are empty');
  t.equal(await inImage(`find ${leftovers} -type f 2>/dev/null || :`), '');
  t.equal(await inImage('ls /usr/share/doc/node-check'), 'LICENSE\nTHIRD-PARTY-LICENSES.txt\n');
  t.match(await inImage(unasked), / 0 to remove /, 'nothing is there because it was recommended');
}

async function testImage() {
  const [saved]: readonly [Saved] = JSON.parse(await ofArchive('manifest.json'));
  await t.test('it says what is started, and nothing else', (t) => testConfiguration(t, saved));
  await t.test("its last layer is this build's executable, which runs", (t) =>
    testExecutable(t, saved),
  );
  await t.test('the tools that the checks ask are there and answer', async (t) => {
    for (const [command, answer] of Object.entries(tools))
      t.match(await inImage(command), answer, command);
  });
  await t.test('nothing is in it that was not asked for', testContents);
}

const obstacle = whyNoImage();
if (obstacle === undefined) await testImage();
else skipOrFail(t, obstacle, 'cluster');
