import type { Row } from '../row.ts';

const behindProxy = { notApplicable: ['external-ping NoExternalAccess'] };

const servers: readonly Row[] = [
  { faults: ['certificate-expired'], roots: ['external-http TlsExpired'] },
  { faults: ['certificate-early'], roots: ['external-http TlsExpired'] },
  { faults: ['certificate-other-name'], roots: ['external-http TlsNameMismatch'] },
  { faults: ['certificate-unknown'], roots: ['external-http InterceptingProxy'] },
  { faults: ['private-cloud'] },
  {
    faults: ['private-cloud', 'certificate-unknown'],
    roots: ['external-http InterceptingProxy'],
  },
  { faults: ['private-cloud', 'certificate-private'], roots: ['external-http TlsUntrusted'] },
  { faults: ['certificate-self-signed'], roots: ['external-http TlsUntrusted'] },
  // A namespace of time does not hold the clock of the day, so it is the world that moves.
  { faults: ['clock-behind'], roots: ['external-http ClockSkew'] },
  { faults: ['captive-portal'], roots: ['external-http CaptivePortal'] },
  {
    faults: ['captive-portal', 'not-magnum'],
    notApplicable: ['external-http NoExternalAccess'],
  },
  { faults: ['registry-down'], roots: ['external-http HttpUnreachable'] },
  { faults: ['registry-unavailable'], roots: ['external-http HttpStatus'] },
  // Without Docker Hub only OpenStack is asked over TLS.
  {
    faults: ['openstack-unverified', 'certificate-unknown'],
    flags: ['--external', 'none'],
    notApplicable: ['external-ping NoExternalAccess'],
  },
  {
    faults: [],
    flags: ['--external-http-urls', 'https://web.example/'],
  },
  {
    faults: ['registry-down'],
    flags: ['--external', 'none'],
    notApplicable: ['external-ping NoExternalAccess'],
  },
  { faults: ['getent-missing'], unknown: ['external-http ToolMissing'] },
  { faults: ['getent-garbage'], unknown: ['external-http ToolFailed'] },
];

const proxies: readonly Row[] = [
  { faults: ['behind-proxy'], ...behindProxy },
  {
    faults: ['behind-proxy', 'proxy-dead'],
    roots: ['external-http ProxyUnreachable'],
    ...behindProxy,
  },
  {
    faults: ['behind-proxy', 'proxy-denies'],
    roots: ['external-http ProxyRefused'],
    ...behindProxy,
  },
  {
    faults: ['behind-proxy', 'proxy-cut-off'],
    roots: ['external-http HttpUnreachable'],
    ...behindProxy,
  },
  { faults: ['proxy-credentials'], roots: ['external-http ProxyRefused'], ...behindProxy },
  {
    faults: ['behind-proxy', 'certificate-unknown'],
    roots: ['external-http InterceptingProxy'],
    ...behindProxy,
  },
];

/** What a node asks of the web: these run on one kind of node. */
export const webRows: readonly Row[] = [...servers, ...proxies];
