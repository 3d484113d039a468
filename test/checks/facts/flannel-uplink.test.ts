import t from 'tap';
import { chosenUplinks, sendsElsewhere } from '../../../src/checks/facts/flannel-uplink.ts';
import { link, nodeSettings, processOf, uplink, vxlanDevice } from '../../support/facts.ts';

const chosen: readonly {
  readonly title: string;
  readonly said?: string;
  readonly flanneld?: ReturnType<typeof processOf>;
  readonly uplinks: readonly string[];
}[] = [
  { title: 'nothing was said', flanneld: processOf('flanneld --ip-masq'), uplinks: [] },
  { title: 'no flanneld is there to be asked', uplinks: [] },
  {
    title: "the operator's word comes first",
    said: 'eth1',
    flanneld: processOf('flanneld --iface=eth0'),
    uplinks: ['eth1'],
  },
  {
    title: 'flags, one after the other',
    flanneld: processOf('flanneld -iface eth1 --iface=10.0.0.5'),
    uplinks: ['eth1', '10.0.0.5'],
  },
  {
    title: 'the environment (Magnum on CoreOS)',
    flanneld: processOf('flanneld', { environment: { FLANNELD_IFACE: '10.0.0.5' } }),
    uplinks: ['10.0.0.5'],
  },
  {
    title: 'a flag outweighs the environment',
    flanneld: processOf('flanneld --iface=eth1', { environment: { FLANNELD_IFACE: 'eth0' } }),
    uplinks: ['eth1'],
  },
  {
    title: 'an empty variable says nothing',
    flanneld: processOf('flanneld', { environment: { FLANNELD_IFACE: '' } }),
    uplinks: [],
  },
];

t.test('what flanneld was told to send through', async (t) => {
  for (const { title, said = '', flanneld, uplinks } of chosen)
    t.same(chosenUplinks(nodeSettings({ flannelIface: said }), flanneld), uplinks, title);
});

const dualStack = uplink({ addresses: ['10.0.0.5/24', 'fd00::5/64'] });
const links = [dualStack, link('eth1', { addresses: ['10.1.0.5/24', 'garbage'] })];
const overEth0 = vxlanDevice();
const overIPv6 = vxlanDevice({
  name: 'flannel-v6.1',
  vxlan: { id: 1, local: 'fd00::5', link: 'eth0' },
});
const overNothing = vxlanDevice({ vxlan: { id: 1 } });

const devices: readonly (readonly [
  title: string,
  device: ReturnType<typeof link>,
  chosen: readonly string[],
  elsewhere: boolean,
])[] = [
  ['the device that was named', overEth0, ['eth0'], false],
  ['the address that was named', overEth0, ['10.0.0.5'], false],
  ['one of several that were named', overEth0, ['eth7', 'eth0'], false],
  ['another device', overEth0, ['eth1'], true],
  ['an address of another device', overEth0, ['10.1.0.5'], true],
  ['a device that is not there', overEth0, ['eth7'], true],
  ['both families of the device whose IPv4 address was named', overIPv6, ['10.0.0.5'], false],
  ['IPv6 in another way of writing', overIPv6, ['FD00:0::5'], false],
  ['another IPv6 address', overIPv6, ['fd00::6'], true],
  ['nothing was chosen', overEth0, [], false],
  ['a device that does not show its uplink', overNothing, ['eth1'], false],
  [
    'an uplink that cannot be seen from here',
    vxlanDevice({ vxlan: { id: 1, link: 'eth9' } }),
    ['eth1'],
    false,
  ],
  [
    'the local address, although its device has lost it',
    vxlanDevice({ vxlan: { id: 1, local: '10.0.0.9', link: 'eth0' } }),
    ['10.0.0.9'],
    false,
  ],
  ['no local address', vxlanDevice({ vxlan: { id: 1, link: 'eth0' } }), ['eth1'], true],
  ['a device that is no vxlan', link('flannel0'), ['eth1'], false],
];

t.test('whether a device sends through something else', async (t) => {
  for (const [title, device, uplinks, elsewhere] of devices)
    t.equal(sendsElsewhere(device, uplinks, links), elsewhere, title);
});
