import { defaultRoute } from './default-route.ts';
import { externalPing } from './external-ping.ts';
import { flannelDaemon } from './flannel-daemon.ts';
import { flannelInterface } from './flannel-interface.ts';
import { flannelSubnetFile } from './flannel-subnet-file.ts';
import { kernelForwarding } from './kernel-forwarding.ts';
import { kubeProxy } from './kube-proxy.ts';
import { nodeDns } from './node-dns.ts';
import { podBridge } from './pod-bridge.ts';

/** Every check node-check knows, in the order they are reported. */
export const checks = [
  flannelSubnetFile,
  flannelDaemon,
  flannelInterface,
  podBridge,
  kernelForwarding,
  defaultRoute,
  externalPing,
  nodeDns,
  kubeProxy,
] as const;
