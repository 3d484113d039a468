import { defineCheck } from '../domain/check.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { beyondNode, contradiction } from '../domain/reason-docs.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { conclude, type Finding, healthy, notApplicable } from '../domain/verdict.ts';
import {
  clockAhead,
  doubtsTheClock,
  type Surroundings,
  surroundingsOf,
} from './facts/certificate-faults.ts';
import { doubtsTheAuthority, publicPage } from './facts/interceptors.ts';
import { neededUrls, unverifiedUrls } from './facts/needed-urls.ts';
import { faultOf, type WebReason } from './facts/web-faults.ts';
import { type Asked, askWeb, knownPage, questionsOf } from './facts/web-questions.ts';

const openssl =
  'openssl s_client -connect HOST:443 -servername HOST </dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName';

const issuerOf = (url: string): string =>
  `curl -skv -o /dev/null --max-time 5 ${url} 2>&1 | grep issuer:`;

const reasons = {
  HttpUnreachable: {
    ...beyondNode,
    cause:
      'A URL that this node needs is out of reach, while the ways to it show no fault of their own: the server is down, its port is filtered, or the proxy cannot get there.',
    confirm: 'curl -sv -o /dev/null --max-time 5 {subject}',
    remedy:
      'Bring the server up, or open the way to it (security groups, firewalls, NO_PROXY). If this node does not need it, name what it needs in the option external-http.urls.',
    reference: 'https://docs.openstack.org/magnum/latest/admin/troubleshooting-guide.html',
    causes: [],
  },
  ProxyUnreachable: {
    ...beyondNode,
    cause: 'The HTTP proxy of this node is down, its address is wrong, or its port is filtered.',
    confirm:
      'curl -sv -o /dev/null --max-time 5 -x {subject} http://google.com/; env | grep -i _proxy',
    remedy:
      'Bring the proxy up, or correct its address (http_proxy and https_proxy of the cluster template, heat-params, the drop-ins of docker and containerd).',
    reference: 'https://docs.openstack.org/magnum/latest/user/index.html',
    causes: [],
  },
  ProxyRefused: {
    ...beyondNode,
    cause:
      'The HTTP proxy answers, but does not let this node through: credentials are missing or wrong (407), or a rule forbids it (403).',
    confirm: 'curl -sv -o /dev/null --max-time 5 -x PROXY {subject}',
    remedy:
      "Correct the credentials in the proxy's URL, have the proxy allow the URL, or name its host in NO_PROXY if it is reached directly.",
    reference: 'https://docs.openstack.org/magnum/latest/user/index.html',
    causes: [],
  },
  TlsUntrusted: {
    ...beyondNode,
    cause:
      "The server's certificate is signed by nobody whom this node trusts: a private authority is missing in the node's bundle, the bundle is too old, or a proxy on the way intercepts TLS (where public servers show it, that is InterceptingProxy).",
    confirm: openssl,
    remedy:
      'Add the authority that the evidence names to the bundle (/etc/pki/ca-trust/source/anchors and update-ca-trust, or /usr/local/share/ca-certificates and update-ca-certificates), if it is one of yours; else find out who answers. In Magnum: openstack_ca_file.',
    reference: 'https://docs.openstack.org/magnum/latest/configuration/sample-config.html',
    causes: [],
  },
  InterceptingProxy: {
    ...beyondNode,
    cause:
      'A firewall or proxy on the way ends TLS and shows certificates of its own making: their authority signs for public servers, and neither this node nor the public logs of certificates know it. A mirror that bears the name of a public registry looks the same.',
    confirm: `${issuerOf('{subject}')}; ${issuerOf(publicPage)}`,
    remedy:
      'Ask who runs the network whether the authority that the evidence names is theirs. If so, add it to the bundle (/etc/pki/ca-trust/source/anchors and update-ca-trust, or /usr/local/share/ca-certificates and update-ca-certificates; in Magnum: openstack_ca_file) and restart docker or containerd; or have the hosts that nodes need exempted from inspection. An authority that stands elsewhere is named in the option external-http.caFile.',
    reference: 'https://docs.docker.com/engine/network/ca-certs/',
    causes: [],
  },
  TlsExpired: {
    ...beyondNode,
    cause:
      'A certificate is out of its dates: the server has not renewed its own, or an authority above it has expired in the bundle of this node.',
    confirm: `date -u; ${openssl}`,
    remedy:
      "Renew the server's certificate. If it is an authority that has expired, update the node's bundle (ca-certificates).",
    reference: 'https://letsencrypt.org/docs/dst-root-ca-x3-expiration-september-2021/',
    causes: [],
  },
  TlsNameMismatch: {
    ...beyondNode,
    cause:
      'The server shows a certificate that was made for other names: the name leads to the wrong server, or the certificate lacks the name or address by which this node asks.',
    confirm: openssl,
    remedy:
      'See what the name resolves to; have the certificate made for the name or address that is used, or use a name that it has.',
    reference: 'https://www.rfc-editor.org/rfc/rfc6125',
    causes: [],
  },
  ClockSkew: {
    ...contradiction,
    cause:
      "This node's clock is wrong by so much that certificates which are valid look expired, or not valid yet.",
    confirm: 'date -u; timedatectl; chronyc tracking; curl -sI http://google.com/ | grep -i ^date',
    remedy: 'Set the clock (chronyc makestep) and have it kept (systemctl enable --now chronyd).',
    reference: 'https://chrony-project.org/documentation.html',
    causes: [],
  },
  HttpStatus: {
    ...beyondNode,
    cause: 'The server answers, but with an error that leaves this node without what it needs.',
    confirm: 'curl -si --max-time 5 {subject} | head -20',
    remedy:
      "Look at the server's own log. For a registry, 403 and 404 of /v2/ mean that it is none, or denies this network.",
    reference: 'https://www.rfc-editor.org/rfc/rfc9110#name-status-codes',
    causes: [],
  },
  CaptivePortal: {
    ...beyondNode,
    cause:
      'Somebody on the way answers in the place of servers outside: a captive portal wants a login, or a proxy shows a page of its own.',
    confirm: 'curl -si --max-time 5 {subject} | head -20',
    remedy:
      'Have the network let this node through without a login, or configure the proxy that it demands.',
    reference: 'https://www.rfc-editor.org/rfc/rfc8952',
    causes: ['TlsUntrusted', 'InterceptingProxy', 'TlsNameMismatch', 'HttpUnreachable'],
  },
} as const satisfies Record<WebReason, ReasonDoc>;

/** What this node needs outside answers it, in HTTP or HTTPS, through its proxy if it has one. */
export const externalHttp = defineCheck({
  name: 'external-http',
  condition: 'ExternalNetworkProblem',
  asks: 'outside',
  summary:
    'The URLs that the node needs answer, through its proxy and with certificates that it trusts.',
  defaults: {
    urls: [] as readonly string[],
    unverifiedUrls: [] as readonly string[],
    caFile: '',
  },
  options: {
    urls: 'URLs that this node has to reach: its registry, its identity service.',
    unverifiedUrls: 'The same, but asked by whoever does not check their certificates.',
    // Magnum's heat-params name no file: its authority goes into the bundle of the system.
    caFile: 'A file with authorities (PEM) that are trusted beside those of the system.',
  },
  heatParams: { urls: neededUrls, unverifiedUrls },
  reasons,

  async collect(probes, settings): Promise<readonly Asked[]> {
    const asked = await Promise.all(
      questionsOf(settings).map((question) => askWeb(probes, question, settings)),
    );
    const told = await Promise.all(
      witnessesFor(asked).map((url) =>
        askWeb(probes, { url, judged: false, verified: true }, settings),
      ),
    );
    return [...asked, ...told];
  },

  evaluate(asked, { node }) {
    const around = surroundingsOf(asked);
    const judged = asked.filter((each) => each.judged);
    const said = asked.map((each) => describe(each, faultOf(each, around))).join('; ');
    if (asked.length === 0)
      return notApplicable(
        'NoExternalAccess',
        `nothing is asked of a node with external: ${node.external}`,
      );
    if (judged.length === 0)
      return asked.every((each) => isFine(each, around))
        ? healthy(said)
        : notApplicable('NoExternalAccess', `${said}, and nothing says that this node needs it`);
    return conclude<WebReason | SharedReason>({
      broken: distinct(judged.flatMap((each) => faultOf(each, around) ?? [])),
      open: judged.flatMap(unanswered),
      fine: said,
    });
  },
});

/** Pages that settle what the answers leave in doubt. */
const witnessesFor = (asked: readonly Asked[]): readonly string[] => [
  ...(asked.some(doubtsTheClock) && clockAhead(asked) === undefined ? [knownPage] : []),
  ...(asked.some(doubtsTheAuthority) ? [publicPage] : []),
];

const isFine = (asked: Asked, around: Surroundings): boolean =>
  !(asked.answer instanceof ProbeError) && faultOf(asked, around) === undefined;

/** A proxy that is out of reach is one fault, however many URLs wait behind it. */
const distinct = (faults: readonly Finding<WebReason>[]): readonly Finding<WebReason>[] =>
  faults.filter(
    ({ reason, subject }, index) =>
      faults.findIndex((other) => other.reason === reason && other.subject === subject) === index,
  );

const unanswered = ({ url, answer }: Asked): readonly Finding<SharedReason>[] =>
  answer instanceof ProbeError
    ? [{ reason: answer.reason, message: `${url}: ${answer.message}` }]
    : [];

function describe({ url, answer }: Asked, fault: Finding | undefined): string {
  if (fault !== undefined) return fault.message;
  if (answer instanceof ProbeError) return `${url}: ${answer.message}`;
  if (answer.kind === 'response') return `${url} answers ${answer.status}`;
  return `${url} is there, and its certificate is not checked`;
}
