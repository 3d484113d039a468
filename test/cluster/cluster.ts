import { runOrThrow } from '../lab/command.ts';
import { type Lab, plugMachine, startLab, takeSteps } from '../lab/lab.ts';
import { onMachine } from '../lab/machine.ts';
import { type LabShape, nodeNames, stepEnvironment } from '../lab/shape.ts';
import { apiAddress, type ControlPlane, startControlPlane } from './control-plane.ts';
import { createNode } from './objects.ts';
import type { Programs } from './programs.ts';

/** The lab, with a real API server in place of what answers there for it. */
export interface Cluster {
  readonly lab: Lab;
  readonly plane: ControlPlane;
}

/** Both nodes are registered; their daemons are still the lab's. */
export async function startCluster(
  shape: LabShape,
  programs: Programs,
): Promise<{ cluster: Cluster; close(): Promise<void> }> {
  const started = await Promise.allSettled([startLab(shape), startControlPlane(programs)]);
  const [ofLab, ofPlane] = started;
  const close = async () => {
    if (ofLab.status === 'fulfilled') await ofLab.value.close();
    if (ofPlane.status === 'fulfilled') await ofPlane.value.close();
  };
  try {
    if (ofLab.status === 'rejected') throw ofLab.reason;
    if (ofPlane.status === 'rejected') throw ofPlane.reason;
    const cluster = { lab: ofLab.value.lab, plane: ofPlane.value };
    await connect(cluster);
    for (const node of nodeNames) {
      const { NODE_IP: address = '', LEASE: lease = '' } = stepEnvironment(shape, node);
      await createNode(cluster.plane, node, { address, podCidr: `${lease}.0/24` });
    }
    return { cluster, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The router gives the address up to the real one. */
export async function connect({ lab, plane }: Cluster): Promise<void> {
  await plugMachine(lab, plane.pid);
  await takeSteps(lab, 'n1', { router: `ip addr del ${apiAddress}/24 dev eth0` });
  const uplink = `ip link set eth0 up; ip addr add ${apiAddress}/24 dev eth0; ip route add default via 10.0.0.1`;
  await runOrThrow(onMachine(plane.pid, ['bash', '-euc', uplink]));
  // Whoever has asked the router before knows the address by its old card.
  const forget = `ip neigh flush to ${apiAddress}`;
  for (const node of nodeNames) await takeSteps(lab, node, { node: forget });
}
