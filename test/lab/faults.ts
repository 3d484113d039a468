import type { Fault } from './fault.ts';
import { badInput } from './faults/bad-input.ts';
import { bridgeFaults } from './faults/bridge.ts';
import { flannelFaults } from './faults/flannel.ts';
import { kernelFaults } from './faults/kernel.ts';
import { kubeProxyFaults } from './faults/kube-proxy.ts';
import { limitFaults } from './faults/limits.ts';
import { nodeKinds } from './faults/node-kind.ts';
import { outsideFaults } from './faults/outside.ts';
import { systemdFaults } from './faults/systemd.ts';
import { webFaults } from './faults/web.ts';

export const faults: readonly Fault[] = [
  ...flannelFaults,
  ...bridgeFaults,
  ...kernelFaults,
  ...limitFaults,
  ...outsideFaults,
  ...webFaults,
  ...kubeProxyFaults,
  ...nodeKinds,
  ...systemdFaults,
  ...badInput,
];

/** Throws when there is none of this name. */
export function faultNamed(name: string): Fault {
  const fault = faults.find((candidate) => candidate.name === name);
  if (fault === undefined) throw new Error(`there is no fault ${name}; see fault --list`);
  return fault;
}
