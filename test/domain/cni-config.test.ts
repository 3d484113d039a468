import t from 'tap';
import { type CniConfig, parseCniConfig } from '../../src/domain/cni-config.ts';
import { damagedTexts, durationOf, soonMs } from '../support/damaged-texts.ts';

const path = '/etc/cni/net.d/10-flannel.conflist';
const parse = (value: unknown): CniConfig | undefined =>
  parseCniConfig(path, typeof value === 'string' ? value : JSON.stringify(value));

const cni0 = { type: 'bridge', bridge: 'cni0' };
const portmap = { type: 'portmap', capabilities: { portMappings: true } };
const upstream = {
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [{ type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } }, portmap],
};
const k3s = {
  name: 'cbr0',
  cniVersion: '1.0.0',
  plugins: [
    {
      type: 'flannel',
      delegate: { hairpinMode: true, forceAddress: true, isDefaultGateway: true },
    },
    portmap,
    { type: 'bandwidth', capabilities: { bandwidth: true } },
  ],
};
const multus = {
  name: 'multus-cni-network',
  type: 'multus',
  delegates: [{ name: 'cbr0', plugins: upstream.plugins }],
};
const canal = { name: 'k8s-pod-network', plugins: [{ type: 'calico' }, portmap] };

const configs: readonly (readonly [of: string, value: unknown, config: Omit<CniConfig, 'path'>])[] =
  [
    ["flannel's list", upstream, { name: 'cbr0', types: ['flannel', 'portmap'], delegate: cni0 }],
    [
      "k3s's list",
      k3s,
      { name: 'cbr0', types: ['flannel', 'portmap', 'bandwidth'], delegate: cni0 },
    ],
    [
      'a single configuration, as on CoreOS',
      { name: 'podnet', type: 'flannel', delegate: { isDefaultGateway: true } },
      { name: 'podnet', types: ['flannel'], delegate: cni0 },
    ],
    [
      'flannel without a delegate',
      { name: 'cbr0', type: 'flannel' },
      { name: 'cbr0', types: ['flannel'], delegate: cni0 },
    ],
    [
      'a bridge of another name',
      { name: 'cbr0', type: 'flannel', delegate: { bridge: 'mybr' } },
      { name: 'cbr0', types: ['flannel'], delegate: { type: 'bridge', bridge: 'mybr' } },
    ],
    [
      'a delegate without a bridge',
      { name: 'cbr0', type: 'flannel', delegate: { type: 'ipvlan' } },
      { name: 'cbr0', types: ['flannel'], delegate: { type: 'ipvlan', bridge: 'cni0' } },
    ],
    ["Canal's list", canal, { name: 'k8s-pod-network', types: ['calico', 'portmap'] }],
    [
      "Multus over flannel's list",
      multus,
      {
        name: 'multus-cni-network',
        types: ['multus', 'flannel', 'portmap'],
        delegate: cni0,
      },
    ],
    [
      'Multus over a single configuration',
      { name: 'm', plugins: [{ type: 'multus', delegates: [{ type: 'flannel' }] }] },
      { name: 'm', types: ['multus', 'flannel'], delegate: cni0 },
    ],
    ['a list without a name', { plugins: [portmap] }, { name: '', types: ['portmap'] }],
    [
      'a list with plugins that are none',
      { name: 'odd', plugins: [null, 'flannel', [], { type: 7 }, portmap] },
      { name: 'odd', types: ['portmap'] },
    ],
    [
      'flannel with a delegate that is none',
      { name: 7, type: 'flannel', delegate: ['bridge'] },
      { name: '', types: ['flannel'], delegate: cni0 },
    ],
  ];

for (const [of, value, config] of configs)
  t.test(`reads ${of}`, async (t) => {
    t.strictSame(parse(value), { path, ...config });
  });

t.test('a file that is no configuration is passed over', async (t) => {
  const others = ['', '{', 'null', '7', '"flannel"', '[]', [upstream], {}, { name: 'cbr0' }];
  const without = [{ plugins: [] }, { plugins: {} }, { plugins: null }, { type: 7 }];
  for (const value of [...others, ...without])
    t.equal(parse(value), undefined, JSON.stringify(value));
});

t.test('damaged files are read or passed over, and soon', async (t) => {
  const samples = [upstream, k3s, multus, canal].map((value) => JSON.stringify(value));
  const texts = [
    ...damagedTexts(samples),
    '['.repeat(65_536),
    '{"plugins":['.repeat(5_000),
    `{"plugins":[${'{"type":"flannel"},'.repeat(3_400)}{}]}`,
  ];
  const lasted = durationOf(() => {
    const wrong = texts.filter((text) => parse(text)?.types.length === 0);
    t.strictSame(wrong, [], 'a configuration has a plugin at least');
  });
  t.ok(lasted < soonMs);
});
