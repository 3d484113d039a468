import t from 'tap';
import { isPodDevice, ownAddresses } from '../../../src/checks/facts/own-addresses.ts';
import { formatAddress } from '../../../src/domain/ip-address.ts';
import { bridge, link, uplink, vxlanDevice } from '../../support/facts.ts';
import { loopback } from '../../support/fake-node.ts';

t.test('the addresses of the node itself count, in either family', async (t) => {
  const links = [
    loopback(),
    uplink({ addresses: ['10.0.0.5/24', 'fd00::5/64', 'fe80::1/64', '169.254.7.7/16', 'garbage'] }),
    vxlanDevice(),
    bridge('cni0'),
  ];
  t.same(ownAddresses(links).map(formatAddress), ['10.0.0.5', 'fd00::5']);
});

t.test(
  'a node whose only address is on its loopback device has it (routing to the host)',
  async (t) => {
    const links = [link('lo', { linkType: 'loopback', addresses: ['127.0.0.1/8', '10.0.0.5/32'] })];
    t.same(ownAddresses(links).map(formatAddress), ['10.0.0.5']);
  },
);

const podDevices = [
  ...['docker0', 'docker_gwbridge', 'cni0', 'flannel.1', 'flannel0', 'flannel-v6.1', 'flannel-wg'],
  ...['flannel.ipip', 'cali1234', 'vxlan.calico', 'veth0', 'lxc1234', 'tunl0', 'kube-ipvs0'],
  ...['kube-bridge', 'nodelocaldns', 'cilium_host', 'weave', 'virbr0', 'br-0123456789ab'],
];
const ownDevices = ['eth0', 'ens3', 'bond0', 'br-ex', 'br-mgmt', 'br0', 'vlan100', 'wg0', 'dummy0'];

t.test('devices of pods are told by their names', async (t) => {
  for (const name of podDevices) t.ok(isPodDevice(link(name)), name);
  for (const name of ownDevices) t.notOk(isPodDevice(link(name)), name);
});
