import { parseHeatParams } from '../../src/config/heat-params.ts';
import { parseCloudInitStatus } from '../../src/domain/cloud-init.ts';
import { parseCniConfig } from '../../src/domain/cni-config.ts';
import { lifeOf } from '../../src/domain/heat/credential-life.ts';
import { handleOfCurl, handleOfSigned, type ParsedHandle } from '../../src/domain/heat/handle.ts';
import { reasonLine } from '../../src/domain/heat/reason-line.ts';
import { deploymentCode } from '../../src/domain/heat-deployments.ts';
import { parseKernelStat } from '../../src/domain/kernel-stat.ts';
import { tellingLines, withoutRuntimeFrame } from '../../src/domain/log-lines.ts';
import { flagValue } from '../../src/domain/process-flags.ts';
import { nameserversOf } from '../../src/domain/resolv-conf.ts';
import { parseSubnetFile } from '../../src/domain/subnet-file.ts';
import { parseBootTime } from '../../src/probes/boot.ts';
import { servesCri } from '../../src/probes/cri.ts';
import {
  parseCommandLine,
  parseEnvironment,
  parseProcessStat,
} from '../../src/probes/process-files.ts';
import { fixture } from '../support/fixture.ts';
import { curlOf, endpointOf, fernetToken, signedUrl } from '../support/heat-handles.ts';
import { type Parser, surviveDamage } from './survive.ts';

const subnetEnv = `FLANNEL_NETWORK=10.100.0.0/16
FLANNEL_SUBNET=10.100.54.1/24
FLANNEL_IPV6_NETWORK=2001:cafe:42::/56
FLANNEL_IPV6_SUBNET=2001:cafe:42:1::1/64
FLANNEL_MTU=1450
FLANNEL_IPMASQ=true
`;

const heatParams = `INSTANCE_NAME="n1"
PODS_NETWORK_CIDR="10.100.0.0/16"
TRUSTEE_PASSWORD="pass\\\\\\$word \\"quoted\\""
WAIT_CURL="curl -i -X POST -H 'X-Auth-Token: 0f4a' http://10.0.0.250:8004/v1/signal"
OCTAVIA_LB_HEALTHCHECK=True
export REGION_NAME='Region One' # the only one
HTTP_PROXY=
`;

const conflist = `{"name":"cbr0","cniVersion":"0.3.1","plugins":[
{"type":"flannel","delegate":{"hairpinMode":true,"isDefaultGateway":true}},
{"type":"portmap","capabilities":{"portMappings":true}}]}`;

const multus = `{"name":"multus","type":"multus","delegates":[{"type":"flannel","delegate":{"bridge":"cni1"}}]}`;

const cloudInit = `{"v1":{"datasource":"DataSourceOpenStack","stage":null,"init":{"errors":[],"start":1.5},
"modules-final":{"errors":["('scripts-user', RuntimeError('Runparts: 1 failures (part-001) in 1 attempted commands'))"]}}}`;

const log = `E1121 07:37:32.229511       1 reflector.go:205] "Failed to watch" err="dial tcp 10.0.0.10:6443: connect: connection refused"
2026-11-21T07:37:32.229511543Z stderr F time="2026-11-21T07:37:32Z" level=error msg="token=abcdef"
{"log":"Authorization: Bearer abcdefgh\\n","stream":"stderr","time":"2026-11-21T07:37:32Z"}
-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----
https://user:secret@registry.example/v2/ password: 'x y' eyJhbGciOiJSUzI1NiJ9.e30.c2ln
`;

const issuedAt = Date.parse('2026-11-21T08:00:00Z');
const signalUrl = signedUrl('http://heat.example:8000', issuedAt);

const ageOf = (parsed: ParsedHandle) =>
  parsed.kind === 'usable' ? lifeOf(parsed.handle) : parsed.kind;

const parsers: readonly Parser[] = [
  {
    name: 'WAIT_CURL',
    samples: [
      curlOf(endpointOf('https://heat.example:8004'), fernetToken(issuedAt)),
      `/usr/bin/curl --insecure -sfL -XPUT "${signalUrl}" --data-binary '{"Status": "SUCCESS"}'`,
    ],
    parse: (text) => ageOf(handleOfCurl(text)),
  },
  {
    name: 'a signed URL, or the signal that holds it',
    samples: [signalUrl, JSON.stringify({ alarm_url: signalUrl })],
    parse: (text) => ageOf(handleOfSigned(text)),
  },
  { name: 'a reason for Heat', samples: [log], parse: (text) => reasonLine(text, text) },
  { name: 'subnet.env', samples: [subnetEnv], parse: parseSubnetFile },
  { name: 'heat-params', samples: [heatParams], parse: parseHeatParams },
  {
    name: 'a CNI configuration',
    samples: [conflist, multus],
    parse: (text) => parseCniConfig('/etc/cni/net.d/10-flannel.conflist', text),
  },
  {
    name: 'resolv.conf',
    samples: ['# made by hand\nsearch novalocal\nnameserver 10.0.0.2\nnameserver fe80::1%eth0\n'],
    parse: nameserversOf,
  },
  {
    name: "containerd's configuration",
    samples: ['version = 2\ndisabled_plugins = ["cri", "io.containerd.grpc.v1.cri"]\n'],
    parse: servesCri,
  },
  {
    name: "what Heat's agent reports",
    samples: ['{"deploy_stdout": "a \\"b\\"", "deploy_stderr": "", "deploy_status_code": 1}'],
    parse: deploymentCode,
  },
  { name: "cloud-init's status", samples: [cloudInit], parse: parseCloudInitStatus },
  {
    name: 'a table of the kernel',
    samples: [fixture('arp-cache.linux-6.18.txt'), fixture('nf-conntrack.linux-6.18.txt')],
    parse: (text) => parseKernelStat(text)?.counted('table_fulls'),
  },
  { name: 'a log', samples: [log], parse: (text) => tellingLines(withoutRuntimeFrame(text)) },
  {
    name: '/proc/stat',
    samples: ['cpu  2255 34 2290 22625563\nctxt 1990473\nbtime 1795254615\nprocesses 2915\n'],
    parse: parseBootTime,
    refuses: true,
  },
  {
    name: 'the stat of a process',
    samples: [
      '63 (flan (neld)) S 1 63 63 0 -1 4194560 9 0 0 0 0 0 0 0 20 0 1 0 5912 2600 185 18446',
    ],
    parse: parseProcessStat,
  },
  {
    name: "a process's arguments",
    samples: ['/opt/bin/flanneld\0--ip-masq\0--kube-subnet-mgr\0--iface=eth0\0-v\0\0\0'],
    parse: (text) => flagValue(parseCommandLine(text), 'iface'),
  },
  {
    name: "a process's environment",
    samples: ['PATH=/usr/bin\0FLANNELD_IFACE=eth0\0FLANNELD_ETCD_ENDPOINTS=http://10.0.0.10\0'],
    parse: parseEnvironment,
  },
];

for (const parser of parsers) await surviveDamage(parser);
