import t, { type Test } from 'tap';
import { type Ended, run } from './command.ts';
import { type Lab, takeSteps } from './lab.ts';
import { withLab } from './lab-test.ts';
import { onMachine } from './machine.ts';
import { nodeCheckCommand } from './node-check.ts';
import { stepEnvironment } from './shape.ts';

/** Secrets where nodes keep them, beside those of the lab's own heat-params. */
const plant = `
  mkdir -p /etc/docker /etc/containerd /root/.kube
  cat >>/etc/sysconfig/heat-params <<'EOF'
PASSWORD="planted-1"
WAIT_CURL="curl -i -X POST -H 'X-Auth-Token: planted-2' http://10.0.0.250:8004/v1/signal"
CA_KEY="-----BEGIN RSA PRIVATE KEY-----
planted-3
-----END RSA PRIVATE KEY-----"
HTTP_PROXY="http://user:planted-4@10.0.0.1:3128"
NO_PROXY="10.0.0.0/8"
EOF
  echo '{"bip":"172.17.0.1/16","proxies":{"http-proxy":"http://u:planted-5@p"},"log-opts":{"splunk-token":"planted-6"}}' >/etc/docker/daemon.json
  printf '[plugins.x.auth]\\n  auth = "planted-7"\\n' >/etc/containerd/config.toml
  sed -i 's/"name": "cbr0"/"name": "cbr0", "etcd_password": "planted-8"/' /etc/cni/net.d/10-flannel.conflist
  stand_in /usr/bin/containerd --token planted-9 --registry-password=planted-10
`;

/** Runs node-check on n1; \`line\` says what, with "$@" for the command itself. */
const onNode = (lab: Lab, line: string, ...args: readonly string[]): Promise<Ended> =>
  run(onMachine(lab.pids.n1, ['bash', '-c', line, 'bash', ...nodeCheckCommand(), ...args]));

const unpack = async (lab: Lab, archive: string, ...names: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(
    onMachine(lab.pids.n1, ['tar', '-xzOf', archive, '--wildcards', ...names]),
  );
  if (code !== 0) throw new Error(stderr);
  return stdout;
};

async function testContents(t: Test, lab: Lab): Promise<void> {
  const { LEASE = '', PEER_VTEP = '', PEER_LEASE = '' } = stepEnvironment(lab.shape, 'n1');
  const archive = '/run/lab/bundle.tgz';
  const proxy = 'http://user:planted-11@10.0.0.1:3128';
  const ended = await onNode(lab, '"$@"', 'bundle', archive, '--https-proxy', proxy);
  t.match(ended, { code: 0, stdout: `${archive}\n`, stderr: '' });

  const whole = await unpack(lab, archive, '*');
  t.same(whole.match(/planted-\d+/g), null, 'no planted secret');
  t.notMatch(whole, /pass\$word|0f4a/, "nor one of the lab's own");
  t.notMatch(whole, 'KUBE-SEP-', 'nor the whole of nat');

  const facts = [
    ['report.json', '"node": "n1"'],
    ['interfaces.txt', 'flannel.1'],
    ['routes.txt', `${PEER_LEASE}.0/24`],
    ['neighbours.txt', PEER_VTEP],
    ['fdb.txt', PEER_VTEP],
    ['rules.txt', '-A FLANNEL-POSTRTG'],
    ['rules.txt', '-A FLANNEL-FWD'],
    ['heat-params.txt', 'NO_PROXY="10.0.0.0/8"'],
    ['processes.txt', '--token ***'],
    ['files/run/flannel/subnet.env', `FLANNEL_SUBNET=${LEASE}.1/24`],
    ['files/etc/cni/net.d/10-flannel.conflist', '"hairpinMode"'],
    ['files/etc/docker/daemon.json', '172.17.0.1/16'],
    ['versions.txt', 'iproute2'],
  ] as const;
  for (const [name, fact] of facts)
    t.match(await unpack(lab, archive, `*/${name}`), fact, `${name}: ${fact}`);
}

async function testFile(t: Test, lab: Lab): Promise<void> {
  const mode = await onNode(lab, 'stat -c %a /run/lab/bundle.tgz');
  t.equal(mode.stdout, '600\n');
  const again = await onNode(lab, '"$@"', 'bundle', '/run/lab/bundle.tgz');
  t.match(again, { code: 74, stdout: '' });
  t.match(again.stderr, 'EEXIST');
  const named = await onNode(lab, 'mkdir /run/lab/cwd; cd /run/lab/cwd; "$@"; ls', 'bundle');
  t.match(named.stdout, /^(node-check-n1-\d{8}T\d{6}Z\.tar\.gz\n)\1$/);
}

async function testNobody(t: Test, lab: Lab): Promise<void> {
  const nobody = 'setpriv --reuid 65534 --regid 65534 --clear-groups';
  const archive = '/run/lab/open/bundle.tgz';
  const line = `mkdir -m 777 /run/lab/open; ${nobody} "$@"`;
  t.match(await onNode(lab, line, 'bundle', archive), { code: 0 });
  t.match(await unpack(lab, archive, '*/interfaces.txt'), 'flannel.1');
  t.match(await unpack(lab, archive, '*/rules.txt'), /permi|root/i);
}

await withLab(t, { backend: 'vxlan', bridge: 'cni0' }, async (lab) => {
  await takeSteps(lab, 'n1', { node: plant });
  await t.test('a bundle holds the facts, and no secret', (t) => testContents(t, lab));
  await t.test('its file is private, and new', (t) => testFile(t, lab));
  await t.test('without root it holds what can be seen', (t) => testNobody(t, lab));
});
