import t from 'tap';
import type { FileAnswer } from '../../src/domain/probes.ts';
import { lineOnFile, shownText } from '../../src/reporters/shown-files.ts';
import { absentFile, textFile } from '../support/facts.ts';

const open = [
  '/proc/sys/net/ipv4/ip_forward',
  '/proc/net/snmp',
  '/etc/resolv.conf',
  '/run/flannel/subnet.env',
  '/run/flannel/docker',
  '/etc/cni/net.d/10-flannel.conflist',
  '/var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist',
  '/var/lib/cni/networks/cbr0/10.100.54.2',
];

for (const path of open) {
  t.test(`${path} is shown`, async (t) => {
    t.equal(shownText(textFile(path, 'some text\n')), 'some text\n');
  });
}

const closed = [
  '/etc/sysconfig/heat-params',
  '/etc/kubernetes/kubelet.conf',
  '/etc/cni/net.d/calico-kubeconfig',
  '/etc/rancher/k3s/config.yaml',
  '/var/log/cloud-init-output.log',
  '/proc/1/environ',
  '/etc/resolv.conf/../shadow',
];

for (const path of closed) {
  t.test(`of ${path} nothing is shown`, async (t) => {
    t.equal(shownText(textFile(path, 'planted')), undefined);
  });
}

t.test('a file that is not there has nothing to show', async (t) => {
  t.equal(shownText(absentFile('/etc/resolv.conf')), undefined);
});

t.test('of docker’s configuration only what concerns the network is shown', async (t) => {
  const show = (text: string) => shownText(textFile('/etc/docker/daemon.json', text));
  const config = {
    bip: '10.100.54.1/24',
    'default-address-pools': [{ base: '172.30.0.0/16', size: 24 }],
    proxies: { 'http-proxy': 'http://user:planted@proxy' },
    'log-opts': { 'splunk-token': 'planted' },
  };
  t.same(JSON.parse(show(JSON.stringify(config)) ?? ''), {
    bip: '10.100.54.1/24',
    'default-address-pools': [{ base: '172.30.0.0/16', size: 24 }],
  });
  t.equal(show('{"planted'), 'not JSON\n');
});

t.test('of containerd’s configuration only the CNI’s folders are shown', async (t) => {
  const text = 'version = 2\n[plugins."x".auth]\n  auth = "planted"\n  conf_dir = "/etc/cni"\n';
  const shown = shownText(textFile('/etc/containerd/config.toml', text));
  t.equal(shown, 'version = 2\n  conf_dir = "/etc/cni"\n');
});

t.test('a CNI configuration is shown without its token', async (t) => {
  const text = '{"type":"calico","policy":{"k8s_auth_token":"planted"}}';
  t.notMatch(shownText(textFile('/etc/cni/net.d/10-calico.conflist', text)), 'planted');
});

const lines: readonly (readonly [FileAnswer, string])[] = [
  [textFile('/a', 'abc', 0), '/a: 3 characters, written 1970-01-01T00:00:00.000Z'],
  [absentFile('/a'), '/a: absent'],
  [{ kind: 'absent', path: '/a', linkTo: '/b' }, '/a: absent, a link to /b'],
  [{ kind: 'notPermitted', path: '/a' }, '/a: may not be read'],
  [{ kind: 'invalid', path: '/a', problem: 'is a directory' }, '/a: is a directory'],
];

for (const [answer, line] of lines) {
  t.test(line, async (t) => t.equal(lineOnFile(answer), line));
}
