import {
  deploymentCode,
  type HeatDeployment,
  heatDeployments,
  heatFolder,
  heatLogFolder,
} from '../../domain/heat-deployments.ts';
import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { FileAnswer, Probes, Unit } from '../../domain/probes.ts';

/** What cloud-init and Heat's agent left on this node. */
export interface BootFacts {
  /** cloud-init's status.json. */
  readonly status: FileAnswer;
  /** cloud-init writes its result.json last. */
  readonly hasResult: boolean;
  /** The newest of each name. */
  readonly deployments: readonly DeploymentOutcome[] | ProbeError;
  /** The unit of Heat's agent, where there is one. */
  readonly agent?: Unit;
}

export interface DeploymentOutcome extends HeatDeployment {
  /** Its script has ended. */
  readonly ended: boolean;
  /** The script's exit code, where it could be read. */
  readonly code?: number;
}

/** Each update of a stack leaves some behind. */
const maxDeployments = 32;

export async function collectBootFacts(probes: Probes): Promise<BootFacts> {
  const [status, result, deployments, units] = await Promise.all([
    cloudInitFile(probes, 'status.json'),
    cloudInitFile(probes, 'result.json'),
    answerOrError(collectDeployments(probes)),
    answerOrError(probes.units()),
  ]);
  const agent =
    units instanceof ProbeError
      ? undefined
      : units.find(({ name }) => name === 'heat-container-agent');
  return { status, hasResult: result.kind === 'text', deployments, ...(agent && { agent }) };
}

/** The one in /run is this boot's; often it is a link to the other. */
async function cloudInitFile(probes: Probes, name: string): Promise<FileAnswer> {
  const answer = await probes.file(`/run/cloud-init/${name}`);
  return answer.kind === 'absent' ? probes.file(`/var/lib/cloud/data/${name}`) : answer;
}

async function collectDeployments(probes: Probes): Promise<readonly DeploymentOutcome[]> {
  const [deployed, logs] = await Promise.all([
    probes.directory(heatFolder),
    probes.directory(heatLogFolder),
  ]);
  const found = heatDeployments(deployed, logs).slice(0, maxDeployments);
  const outcomes = await Promise.all(
    found.map(async (deployment) => ({
      deployment,
      notify: await probes.endOfFile(`${heatFolder}/${deployment.id}.notify.json`),
    })),
  );
  const oldestFirst = outcomes.sort((a, b) => timeOf(a.notify) - timeOf(b.notify));
  return [
    ...new Map(
      oldestFirst.map(({ deployment, notify }) => [deployment.name, outcome(deployment, notify)]),
    ).values(),
  ];
}

/** What has not ended is the newest. */
const timeOf = (notify: FileAnswer): number =>
  notify.kind === 'text' ? notify.modifiedAt : Number.MAX_SAFE_INTEGER;

function outcome(deployment: HeatDeployment, notify: FileAnswer): DeploymentOutcome {
  const code = notify.kind === 'text' ? deploymentCode(notify.text) : undefined;
  return {
    ...deployment,
    ended: notify.kind !== 'absent',
    ...(code !== undefined && { code }),
  };
}
