import type { HeatParams } from './heat-params.ts';
import { maskCredentials } from './mask-credentials.ts';

/** What says how this node's network is meant to be. Everything else may be a secret. */
const shown: readonly string[] = [
  ...['AUTH_URL', 'BAY_UUID', 'CLUSTER_UUID', 'CONTAINER_INFRA_PREFIX', 'CONTAINER_RUNTIME'],
  ...['DNS_CLUSTER_DOMAIN', 'DNS_SERVICE_IP', 'ETCD_SERVER_IP', 'FLANNEL_BACKEND'],
  ...['FLANNEL_NETWORK_CIDR', 'FLANNEL_NETWORK_SUBNETLEN', 'FLANNEL_TAG', 'FLANNEL_USE_VXLAN'],
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'INSTANCE_NAME', 'KUBE_API_PORT', 'KUBE_MASTER_IP'],
  ...['KUBE_NODE_IP', 'KUBE_TAG', 'MAGNUM_URL', 'NETWORK_DRIVER', 'NODEGROUP_ROLE', 'NO_PROXY'],
  ...['PODS_NETWORK_CIDR', 'PORTAL_NETWORK_CIDR', 'REGISTRY_ENABLED', 'TLS_DISABLED'],
  ...['USE_PODMAN', 'VERIFY_CA'],
];

/** A line for each key that may be shown, and how many others there are. */
export function showHeatParams(params: HeatParams): string {
  const lines = shown.flatMap((key) => {
    const value = params.get(key);
    return value === undefined ? [] : [`${key}=${JSON.stringify(maskCredentials(value))}\n`];
  });
  return `${lines.join('')}# ${params.size - lines.length} other keys are not shown\n`;
}
