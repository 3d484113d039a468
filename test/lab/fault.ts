import type { Lab, Steps } from './lab.ts';
import { takeSteps } from './lab.ts';
import type { Backend, LabShape, NodeName } from './shape.ts';

/** Something that can be broken, or merely odd, on a node: how it is brought about and undone. */
export interface Fault {
  readonly name: string;
  /** What an operator would say has happened. */
  readonly summary: string;
  readonly inject: Steps;
  readonly revert: Steps;
  /** Labs that can have it; without it: all. */
  readonly needs?: {
    readonly backend?: readonly Backend[];
    readonly bridge?: LabShape['bridge'];
    readonly init?: 'systemd';
  };
}

/** Why a lab cannot have this fault; undefined if it can. */
export function whyNotIn(shape: LabShape, { name, needs = {} }: Fault): string | undefined {
  if (needs.backend !== undefined && !needs.backend.includes(shape.backend)) {
    return `${name} needs a lab with --backend ${needs.backend.join(' or ')}; this one has ${shape.backend}`;
  }
  if (needs.bridge !== undefined && needs.bridge !== shape.bridge) {
    return `${name} needs a lab with --bridge ${needs.bridge}; this one has ${shape.bridge}`;
  }
  if (needs.init !== undefined && needs.init !== shape.init)
    return `${name} needs a lab with --systemd`;
  return undefined;
}

export const inject = (lab: Lab, node: NodeName, fault: Fault): Promise<void> =>
  takeSteps(lab, node, fault.inject);

export const revert = (lab: Lab, node: NodeName, fault: Fault): Promise<void> =>
  takeSteps(lab, node, fault.revert);
