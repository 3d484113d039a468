import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { chdir, cwd } from 'node:process';
import t, { type Test } from 'tap';
import { checks } from '../../src/checks/registry.ts';
import { bundle } from '../../src/cli/bundle.ts';
import { version } from '../../src/cli/version.ts';
import { parseConfig } from '../../src/config/parse.ts';

/** Of one check on a host whose every file is below `root`. */
function configOf(root: string) {
  const flags = new Map([
    ['host-root', root],
    ['checks', 'flannel-daemon'],
    ['flannel.expected', 'none'],
    ['node-name', 'node/1'],
    ['state-dir', `${root}/state`],
  ]);
  const heatParams = { path: '', params: new Map<string, string>() };
  const file = { path: '', entries: new Map(), mistakes: [] };
  const parsed = parseConfig({ flags, environment: {}, file, heatParams }, checks);
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.config;
}

async function run(root: string, file: string | undefined, { signal } = new AbortController()) {
  const written = { stdout: '', stderr: '' };
  const exitCode = await bundle(configOf(root), {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    signal,
    path: '',
    file,
  });
  return { exitCode, ...written };
}

const host = (t: Test): string =>
  t.testdir({
    etc: {
      'resolv.conf': 'nameserver 192.0.2.1\n',
      sysconfig: { 'heat-params': 'NETWORK_DRIVER=flannel\nTRUSTEE_PASSWORD=planted\n' },
    },
    out: {},
    state: {
      'reports.json': JSON.stringify({
        version: 1,
        value: [{ status: 'unhealthy', rootCauses: [{ message: 'token=planted' }] }],
      }),
    },
  });

const unpack = (archive: string, ...args: readonly string[]): string =>
  execFileSync('tar', ['-xzOf', archive, '--wildcards', ...args], { encoding: 'utf8' });

t.test('the archive holds the report and the facts, and no secret', async (t) => {
  const root = host(t);
  const archive = `${root}/out/b.tar.gz`;
  t.match(await run(root, archive), { exitCode: 0, stdout: `${archive}\n`, stderr: '' });
  t.equal(statSync(archive).mode & 0o777, 0o600);
  t.match(JSON.parse(unpack(archive, '*/report.json')), { status: 'healthy', node: 'node/1' });
  t.match(JSON.parse(unpack(archive, '*/last-reports.json')), [{ status: 'unhealthy' }]);
  t.equal(unpack(archive, '*/files/etc/resolv.conf'), 'nameserver 192.0.2.1\n');
  t.match(unpack(archive, '*/heat-params.txt'), /^NETWORK_DRIVER="flannel"\n# 1 other/);
  t.match(unpack(archive, '*/README.txt'), version);
  t.match(unpack(archive, '*/config.yaml'), 'checks: [flannel-daemon]   # --checks');
  t.notMatch(unpack(archive, '*'), 'planted');
});

t.test('without a name it is called after the node and the time', async (t) => {
  const root = t.testdir({});
  const before = cwd();
  chdir(root);
  t.teardown(() => chdir(before));
  const { exitCode, stdout } = await run(root, undefined);
  t.equal(exitCode, 0);
  t.match(stdout, /^node-check-node_1-\d{8}T\d{6}Z\.tar\.gz\n$/);
  t.same(readdirSync(root), [stdout.trim()]);
  t.equal(unpack(stdout.trim(), '*/heat-params.txt'), 'none\n');
  t.equal(unpack(stdout.trim(), '*/last-reports.json'), '[]\n');
});

t.test('neither a file nor what a link leads to is written over', async (t) => {
  const root = host(t);
  writeFileSync(`${root}/out/mine`, 'mine');
  symlinkSync('elsewhere', `${root}/out/link`);
  for (const name of ['mine', 'link']) {
    const { exitCode, stdout, stderr } = await run(root, `${root}/out/${name}`);
    t.equal(exitCode, 74);
    t.equal(stdout, '');
    t.match(stderr, /^node-check: cannot write the bundle: EEXIST/);
  }
  t.equal(readFileSync(`${root}/out/mine`, 'utf8'), 'mine');
  t.same(readdirSync(`${root}/out`), ['link', 'mine']);
});

t.test('an interruption leaves no archive behind', async (t) => {
  const root = host(t);
  const interruption = new AbortController();
  interruption.abort();
  t.match(await run(root, `${root}/out/b.tar.gz`, interruption), { exitCode: 130, stdout: '' });
  t.same(readdirSync(`${root}/out`), []);
});
