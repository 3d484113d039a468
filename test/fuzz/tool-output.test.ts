import { askHealth, askMode } from '../../src/checks/facts/kube-proxy-health.ts';
import { parseAddress } from '../../src/domain/ip-address.ts';
import { missingChains, traverse } from '../../src/domain/iptables.ts';
import type { Packet } from '../../src/domain/iptables-rule.ts';
import { parseCriContainers } from '../../src/probes/cri.ts';
import { parseDockerContainers } from '../../src/probes/docker.ts';
import { withoutFrames } from '../../src/probes/docker-logs.ts';
import { parseForwardingEntries } from '../../src/probes/forwarding-entries.ts';
import { parsePing } from '../../src/probes/icmp.ts';
import { parseRules } from '../../src/probes/iptables-backend.ts';
import { parseLinks } from '../../src/probes/links.ts';
import { parseNeighbour } from '../../src/probes/neighbours.ts';
import { parseNftChain } from '../../src/probes/nft.ts';
import { parsePodmanContainers } from '../../src/probes/podman.ts';
import { parseRoutes } from '../../src/probes/routes.ts';
import { parseUnits } from '../../src/probes/units.ts';
import { fakeProbes } from '../support/fake-probes.ts';
import { fixture } from '../support/fixture.ts';
import { ruleSets } from '../support/iptables-rule-sets.ts';
import { type Parser, surviveDamage } from './survive.ts';

const fixtures = (...names: readonly string[]): readonly string[] => names.map(fixture);

const rules = Object.values(ruleSets).map((lines) => lines.join('\n'));

const packet = {
  source: addressOf('10.100.54.2'),
  destination: addressOf('8.8.8.8'),
  outInterface: 'eth0',
} satisfies Packet;

function addressOf(text: string) {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}

/** What kube-proxy has answered, in each of its states: JSON of three generations and plain text. */
const kubeProxyBodies = [
  ...fixture('kube-proxy.v1.36.2.json').matchAll(/"body": ("(?:[^"\\]|\\.)*")/g),
].map(([, body = '""']) => String(JSON.parse(body)));

const oldBodies = [
  '{"lastUpdated":"2017-01-02 03:04:05.6 +0000 UTC","currentTime":"2017-01-02 03:05:05.6 +0000 UTC"}',
  '{"lastUpdated":"2022-01-02 03:04:05.6 +0000 UTC","currentTime":"2022-01-02 03:05:05.6 +0000 UTC","nodeEligible":false}',
];

const answering = (status: number, body: string) =>
  fakeProbes({ http: async () => ({ kind: 'response', status, body }) });

async function askKubeProxy(body: string): Promise<void> {
  await askHealth(answering(503, body), []);
  await askMode(answering(200, body), []);
  await askHealth(answering(200, body), body.split(/\s/));
}

const parsers: readonly Parser[] = [
  {
    name: 'ip addr',
    samples: fixtures(
      'ip-addr.vxlan.iproute2-6.1.json',
      'ip-addr.ipip.synthetic.json',
      'ip-addr.wireguard.synthetic.json',
    ),
    parse: parseLinks,
    refuses: true,
  },
  {
    name: 'ip route',
    samples: fixtures(
      'ip-route.iproute2-6.1.json',
      'ip-route.linkdown.iproute2-6.1.json',
      'ip-6-route.iproute2-6.1.json',
    ),
    parse: (text) => parseRoutes(text, 4),
    refuses: true,
  },
  {
    name: 'ip neigh',
    samples: fixtures('ip-neigh.permanent.iproute2-6.1.json'),
    parse: parseNeighbour,
    refuses: true,
  },
  {
    name: 'bridge fdb',
    samples: fixtures('bridge-fdb.vxlan.iproute2-6.1.json', 'bridge-fdb.bridge.iproute2-6.1.json'),
    parse: parseForwardingEntries,
    refuses: true,
  },
  {
    name: 'systemctl show',
    samples: fixtures('systemctl-show.systemd-252.txt'),
    parse: (text) => parseUnits(text, 5_000_000),
    refuses: true,
  },
  {
    name: 'crictl ps',
    samples: fixtures('crictl-ps.synthetic.json'),
    parse: parseCriContainers,
    refuses: true,
  },
  {
    name: "docker's containers",
    samples: fixtures('docker-containers.synthetic.json', 'docker-containers.1.10.synthetic.json'),
    parse: parseDockerContainers,
    refuses: true,
  },
  {
    name: "docker's logs",
    samples: ['\u0001\0\0\0\0\0\0\u0006hello\n\u0002\0\0\0\0\0\0\u0006error\n'],
    parse: (text) => withoutFrames(Buffer.from(text)),
  },
  {
    name: 'podman ps',
    samples: fixtures('podman-ps.synthetic.json', 'podman-ps.1.8.synthetic.json'),
    parse: parsePodmanContainers,
    refuses: true,
  },
  { name: "kube-proxy's health", samples: [...kubeProxyBodies, ...oldBodies], parse: askKubeProxy },
  {
    name: 'ping',
    samples: fixtures(
      'ping.reply.iputils-20221126.txt',
      'ping.reply-ipv6.iputils-20221126.txt',
      'ping.silent.iputils-20221126.txt',
      'ping.unreachable.iputils-20221126.txt',
    ),
    parse: (text) => parsePing({ exitCode: 1, stdout: text, stderr: text.slice(-300) }),
    refuses: true,
  },
  { name: 'iptables -S', samples: rules, parse: parseRules, refuses: true },
  {
    name: 'the way through the rules of iptables',
    samples: rules,
    parse: (text) => {
      const lines = text.split('\n');
      traverse(lines, 'FORWARD', packet);
      missingChains(lines, 'POSTROUTING', packet);
    },
  },
  {
    name: 'nft list chain',
    samples: fixtures('nft-chain.nftables-1.0.6.txt'),
    parse: parseNftChain,
    refuses: true,
  },
];

for (const parser of parsers) await surviveDamage(parser);
