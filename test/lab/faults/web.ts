import type { Fault } from '../fault.ts';

const heatParams = '/etc/sysconfig/heat-params';
/** Heat-params of today's Magnum are the ones that name every URL. */
const needs = { bridge: 'cni0' } as const;

/** The web is what web.ts makes of this word. */
const web = (name: string, summary: string, word: string): Fault => ({
  name,
  summary,
  inject: { router: `web_says ${word}` },
  revert: { router: 'web_says good' },
  needs,
});

const servers: readonly Fault[] = [
  web('certificate-expired', 'the certificates of all servers have expired', 'expired'),
  web('certificate-early', 'the certificates of all servers are valid later only', 'not-yet-valid'),
  web('certificate-other-name', 'all servers show the certificate of another', 'other-name'),
  web('certificate-unknown', 'a proxy on the way signs all certificates', 'unknown-authority'),
  web(
    'certificate-private',
    "the cloud's own authority is not known to the node",
    'private-authority',
  ),
  web('certificate-self-signed', 'all certificates are signed by themselves', 'self-signed'),
  web('clock-behind', 'all the world is in 2110, but not this node', 'ahead'),
  web('captive-portal', 'whoever asks for a page is sent to a login', 'portal'),
  web('registry-unavailable', 'the registry answers 503', 'unavailable'),
  {
    name: 'registry-down',
    summary: 'the registry refuses connections',
    inject: {
      router: 'iptables -I INPUT -d 203.0.113.20 -p tcp -j REJECT --reject-with tcp-reset',
    },
    revert: {
      router: 'iptables -D INPUT -d 203.0.113.20 -p tcp -j REJECT --reject-with tcp-reset',
    },
    needs,
  },
  {
    name: 'private-cloud',
    summary: 'identity and images come from servers of the cloud, over TLS (odd, but no fault)',
    inject: {
      node: `sed -i -e 's/^AUTH_URL=.*/AUTH_URL="https:\\/\\/web.example\\/v3"/' \\
        -e 's/^CONTAINER_INFRA_PREFIX=.*/CONTAINER_INFRA_PREFIX="registry.example\\/magnum\\/"/' ${heatParams}`,
    },
    revert: { node: 'write_heat_params' },
    needs,
  },
  {
    name: 'openstack-unverified',
    summary: 'Magnum was told not to verify the certificates of OpenStack (odd, but no fault)',
    inject: {
      node: `sed -i -e 's/^VERIFY_CA=.*/VERIFY_CA="False"/' \\
        -e 's/^AUTH_URL=.*/AUTH_URL="https:\\/\\/web.example\\/v3"/' ${heatParams}`,
    },
    revert: { node: 'write_heat_params' },
    needs,
  },
];

const resolver: readonly Fault[] = [
  {
    name: 'getent-missing',
    summary: 'getent is not installed',
    inject: { node: 'hide_tool getent' },
    revert: { node: 'restore_tool getent' },
    needs,
  },
  {
    name: 'getent-garbage',
    summary: 'getent prints garbage',
    inject: { node: 'fake_tool getent <<<\'echo "{ [ <html>"\'' },
    revert: { node: 'restore_tool getent' },
    needs,
  },
];

const outside = '-I INPUT -s "$NODE_IP" ! -d 10.0.0.0/24 -j DROP';

const behindProxy = (name: string, summary: string, password: string): Fault => ({
  name,
  summary,
  inject: {
    node: `sed -i -e 's/^HTTPS\\?_PROXY=/&"http:\\/\\/lab:${password}@10.0.0.1:3128"/' \\
      -e 's/^\\(HTTPS\\?_PROXY=".*"\\)""$/\\1/' \\
      -e 's/^NO_PROXY=.*/NO_PROXY="10.0.0.250,.cluster.local"/' ${heatParams}`,
    router: `iptables ${outside}`,
  },
  revert: {
    node: 'write_heat_params',
    router: `iptables ${outside.replace('-I', '-D')}`,
  },
  needs,
});

const proxyRefuses = (name: string, summary: string, status: number): Fault => ({
  name,
  summary,
  inject: { router: `proxy_says ${status}` },
  revert: { router: 'proxy_says well' },
  needs,
});

const proxies: readonly Fault[] = [
  behindProxy(
    'behind-proxy',
    'the outside is reached through a proxy only (odd, but no fault)',
    'p%40ss',
  ),
  behindProxy('proxy-credentials', 'the password for the proxy is wrong', 'planted'),
  {
    name: 'proxy-dead',
    summary: 'the proxy does not run',
    inject: { router: 'stop proxy' },
    revert: { router: 'proxy_up' },
    needs,
  },
  proxyRefuses('proxy-denies', 'the proxy lets nobody through', 403),
  proxyRefuses('proxy-cut-off', 'the proxy itself reaches nobody', 503),
];

export const webFaults: readonly Fault[] = [...servers, ...resolver, ...proxies];
