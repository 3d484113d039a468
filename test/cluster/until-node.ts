import { takeSteps } from '../lab/lab.ts';
import type { NodeName } from '../lab/shape.ts';
import type { Cluster } from './cluster.ts';
import { apiServiceAddress } from './control-plane.ts';
import { until } from './until.ts';

/** A pod reaches the Service kubernetes, which takes the rules of kube-proxy. */
export const untilServiceAnswers = (cluster: Cluster, node: NodeName): Promise<true> =>
  untilTrue(
    cluster,
    node,
    `in_pod timeout 1 bash -c 'exec 3<>/dev/tcp/${apiServiceAddress}/443' 2>/dev/null`,
  );

/** A pod reaches one of the other node, which takes the routes of flanneld. */
export const untilPeerAnswers = (cluster: Cluster, node: NodeName): Promise<true> =>
  untilTrue(cluster, node, 'in_pod ping -c 1 -W 1 "$PEER_LEASE.2" >/dev/null');

/** flanneld looks after its rules every five seconds. */
export const untilFlannelRules = (cluster: Cluster, node: NodeName): Promise<true> =>
  untilTrue(
    cluster,
    node,
    'iptables -S FORWARD | grep -q FLANNEL-FWD; iptables -t nat -S POSTROUTING | grep -q FLANNEL-POSTRTG',
  );

export const untilDeviceIsBack = (cluster: Cluster, node: NodeName): Promise<true> =>
  untilTrue(cluster, node, 'ip addr show dev "$DEVICE" up | grep -q "inet $LEASE.0/32"');

const untilTrue = ({ lab }: Cluster, node: NodeName, command: string): Promise<true> =>
  until(`${command} on ${node}`, () =>
    takeSteps(lab, node, { node: command }).then(
      () => true,
      () => false,
    ),
  );
