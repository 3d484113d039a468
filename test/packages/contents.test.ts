import t from 'tap';
import { withPackages } from './requirements.ts';
import { shell } from './shell.ts';

const architectures = [
  { nodejs: 'x64', deb: 'amd64', rpm: 'x86_64', machine: 'Advanced Micro Devices X86-64' },
  { nodejs: 'arm64', deb: 'arm64', rpm: 'aarch64', machine: 'AArch64' },
];

const files = [
  '-rw-r--r-- root/root /etc/node-check/config.yaml',
  '-rw------- root/root /etc/node-check/environment',
  '-rwxr-xr-x root/root /usr/bin/node-check',
  '-rw-r--r-- root/root /usr/lib/systemd/system-preset/50-node-check.preset',
  '-rw-r--r-- root/root /usr/lib/systemd/system/node-check.service',
  '-rw-r--r-- root/root /usr/share/doc/node-check/CHANGELOG.md',
  '-rw-r--r-- root/root /usr/share/doc/node-check/README.md',
  '-rw-r--r-- root/root /usr/share/doc/node-check/THIRD-PARTY-LICENSES.txt',
];
const filesOfDeb = [...files, '-rw-r--r-- root/root /usr/share/doc/node-check/copyright'];
const filesOfRpm = [...files, '-rw-r--r-- root/root /usr/share/licenses/node-check/LICENSE'];
const conffiles = '/etc/node-check/config.yaml\n/etc/node-check/environment';

const requiredByRpm = [
  '/bin/sh',
  'systemd',
  'iproute',
  'libatomic.so.1()(64bit)',
  'libc.so.6(GLIBC_2.28)(64bit)',
  'libstdc++.so.6(CXXABI_1.3.11)(64bit)',
];

/** What the dynamic linker has to find: libraries, and the newest versions of their symbols. */
const asked = {
  libraries: [
    'atomic.so.1',
    'dl.so.2',
    'm.so.6',
    'stdc++.so.6',
    'gcc_s.so.1',
    'pthread.so.0',
    'c.so.6',
  ],
  glibc: '2.28',
  cxxabi: '1.3.11',
};

function askedBy(executable: string): typeof asked {
  const dynamic = shell(`readelf --wide --dynamic --version-info ${executable}`);
  const newest = (name: string) =>
    [...dynamic.matchAll(RegExp(`Name: ${name}_([\\d.]+)`, 'g'))]
      .map(([, version = '']) => version)
      .sort(new Intl.Collator('en', { numeric: true }).compare)
      .at(-1) ?? '';
  const libraries = [...dynamic.matchAll(/\(NEEDED\).*\[lib(.*)\]/g)].map(([, name = '']) => name);
  return { libraries, glibc: newest('GLIBC'), cxxabi: newest('CXXABI') };
}

const isFile = (line: string): boolean => line.startsWith('-');

await withPackages(t, async () => {
  await t.test('the checksums are those of all other files', async (t) => {
    t.equal(shell('sha256sum --check --strict --quiet SHA256SUMS'), '');
    const names = shell('cut -c67- SHA256SUMS').split('\n');
    t.same([...names, 'SHA256SUMS'].sort(), shell('ls').split('\n').sort());
  });

  for (const { nodejs, deb, rpm, machine } of architectures) {
    const executable = `../stages/node-check-*-linux-${deb}/node-check`;

    await t.test(`${deb}: both packages hold the same files`, async (t) => {
      const inDeb = shell(`dpkg-deb --contents *_${deb}.deb | sort -k6`).split('\n');
      t.same(
        inDeb.filter(isFile).map((line) => line.replace(/^(\S+ \S+) .* \.\//, '$1 /')),
        filesOfDeb,
      );
      const format = '[%{FILEMODES:perms} %{FILEUSERNAME}/%{FILEGROUPNAME} %{FILENAMES}\n]';
      const inRpm = shell(`rpm -qp --queryformat '${format}' *.${rpm}.rpm`).split('\n');
      t.same(inRpm.filter(isFile), filesOfRpm);
      t.equal(shell(`dpkg-deb --info *_${deb}.deb conffiles`), conffiles);
      t.equal(shell(`rpm -qp --configfiles *.${rpm}.rpm`), conffiles);
    });

    await t.test(`${deb}: all hold the same executable, which is for that machine`, async (t) => {
      t.match(shell(`readelf --file-header ${executable}`), `${machine}\n`);
      const sum = shell(`sha256sum <${executable}`);
      const inDeb = `dpkg-deb --fsys-tarfile *_${deb}.deb | tar -xO ./usr/bin/node-check`;
      t.equal(shell(`${inDeb} | sha256sum`), sum);
      const inArchive = `tar -xzOf *-linux-${deb}.tar.gz --wildcards '*/node-check'`;
      t.equal(shell(`${inArchive} | sha256sum`), sum);
      const format = '[%{FILEDIGESTS}  - %{FILENAMES}\n]';
      const inRpm = shell(`rpm -qp --queryformat '${format}' *.${rpm}.rpm`);
      t.match(inRpm, `${sum} /usr/bin/node-check\n`);
      // What all other tests run.
      if (nodejs === process.arch) t.equal(shell('sha256sum <../node-check'), sum);
    });

    await t.test(`${deb}: the packages depend on what the executable asks for`, async (t) => {
      t.same(askedBy(executable), asked);
      t.equal(
        shell(`dpkg-deb --field *_${deb}.deb Depends Recommends`),
        'Depends: iproute2, libatomic1, libc6 (>= 2.28), libstdc++6 (>= 7)\n' +
          'Recommends: iputils-ping, nftables | iptables',
      );
      const required = shell(`rpm -qp --requires *.${rpm}.rpm`).split('\n');
      t.same(
        required.filter((line) => !line.startsWith('rpmlib(')),
        requiredByRpm,
      );
    });
  }
});
