import { bootScripts } from './boot-scripts.ts';
import { defaultRoute } from './default-route.ts';
import { externalHttp } from './external-http.ts';
import { externalPing } from './external-ping.ts';
import { flannelDaemon } from './flannel-daemon.ts';
import { flannelInterface } from './flannel-interface.ts';
import { flannelRoutes } from './flannel-routes.ts';
import { flannelSubnetFile } from './flannel-subnet-file.ts';
import { kernelForwarding } from './kernel-forwarding.ts';
import { kubeProxy } from './kube-proxy.ts';
import { nodeDns } from './node-dns.ts';
import { nodeLimits } from './node-limits.ts';
import { nodeServices } from './node-services.ts';
import { podBridge } from './pod-bridge.ts';

/** Every check node-check knows, in the order they are reported. */
export const checks = [
  flannelSubnetFile,
  flannelDaemon,
  flannelInterface,
  podBridge,
  flannelRoutes,
  kernelForwarding,
  nodeLimits,
  defaultRoute,
  externalPing,
  externalHttp,
  nodeDns,
  kubeProxy,
  nodeServices,
  bootScripts,
] as const;
