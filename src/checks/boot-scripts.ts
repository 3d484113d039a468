import { defineCheck } from '../domain/check.ts';
import { parseCloudInitStatus } from '../domain/cloud-init.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { LogQuery, LogTail } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { contradiction } from '../domain/reason-docs.ts';
import { crashLoopOfUnit } from '../domain/service-state.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { downOfUnit } from '../domain/unit-state.ts';
import { conclude, type Finding, notApplicable } from '../domain/verdict.ts';
import { type BootFacts, collectBootFacts, type DeploymentOutcome } from './facts/boot-facts.ts';
import { withLastWords } from './facts/last-words.ts';

const reasons = {
  UserDataFailed: {
    ...contradiction,
    permanent: true,
    cause:
      'A script that was to set this node up at its first boot has failed: a part of the user data that cloud-init ran, or a deployment that Heat ran. Heat waits for its signal until the wait condition times out.',
    confirm:
      'cloud-init status --long; tail -n 50 /var/log/cloud-init-output.log; grep -l status_code /var/lib/heat-config/deployed/*.notify.json; ls -t /var/log/heat-config/heat-config-script; journalctl -u heat-container-agent -n 50',
    remedy:
      'Mend what its last lines name, and create the node anew: such scripts run once. By hand: run the script again (/var/lib/cloud/instance/scripts), or remove the deployment under /var/lib/heat-config/deployed and restart heat-container-agent.',
    reference: 'https://cloudinit.readthedocs.io/en/latest/howto/debugging.html',
    causes: [],
  },
  NoBootScripts: {
    ...contradiction,
    cause: 'Neither cloud-init nor an agent of Heat has left anything on this machine.',
    confirm: 'ls /run/cloud-init /var/lib/cloud/data /var/lib/heat-config/deployed',
    remedy: 'Nothing.',
    reference: 'https://cloudinit.readthedocs.io/en/latest/',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

interface Facts extends BootFacts {
  /** Of what has failed, by its subject. */
  readonly logs: ReadonlyMap<string, LogTail>;
}

/** What cloud-init and Heat ran to set this node up has not failed. A boot in progress is no fault. */
export const bootScripts = defineCheck({
  name: 'boot-scripts',
  condition: 'NodeServiceProblem',
  asks: 'node',
  summary: 'What cloud-init and the agent of Heat ran to set this node up has not failed.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes): Promise<Facts> {
    const facts = await collectBootFacts(probes);
    const logs = await Promise.all(
      failuresIn(facts).map(async ({ finding, log }) => {
        const tail = await probes.logTail(log);
        return tail === undefined ? [] : [[finding.subject, tail] as const];
      }),
    );
    return { ...facts, logs: new Map(logs.flat()) };
  },

  evaluate(facts) {
    const broken = failuresIn(facts).map(({ finding }) =>
      withLastWords(finding, facts.logs.get(finding.subject)),
    );
    const open = openQuestions(facts);
    const fine = progressOf(facts);
    if (broken.length + open.length + fine.length === 0)
      return notApplicable('NoBootScripts', 'neither cloud-init nor Heat has run anything here');
    return conclude<Reason | SharedReason>({ broken, open, fine: fine.join('; ') });
  },
});

interface Failure {
  readonly finding: Finding<'UserDataFailed'> & { readonly subject: string };
  readonly log: LogQuery;
}

const failure = (subject: string, message: string, log: Partial<LogQuery>): Failure => ({
  finding: { reason: 'UserDataFailed', subject, message },
  log: { units: [], containers: [], files: [], ...log },
});

const failuresIn = (facts: BootFacts): readonly Failure[] => [
  ...cloudInitFailures(facts),
  ...outcomesIn(facts).flatMap(failedDeployment),
  ...failedAgent(facts),
];

const cloudInitFailures = ({ status }: BootFacts): readonly Failure[] =>
  (status.kind === 'text' ? (parseCloudInitStatus(status.text)?.errors ?? []) : []).map(
    ({ stage, error, part }) =>
      failure(part ?? stage, `cloud-init failed in ${stage}: ${error}`, {
        files: ['/var/log/cloud-init-output.log', '/var/log/cloud-init.log'],
      }),
  );

const outcomesIn = ({ deployments }: BootFacts): readonly DeploymentOutcome[] =>
  deployments instanceof ProbeError ? [] : deployments;

const failedDeployment = ({ name, code = 0, log }: DeploymentOutcome): readonly Failure[] =>
  code === 0
    ? []
    : [
        failure(name, `the deployment ${name} of Heat ended with code ${code}`, {
          files: log === undefined ? [] : [log],
          units: log === undefined ? ['heat-container-agent'] : [],
        }),
      ];

/** Without it nothing that Heat deploys is run, and the stack waits. */
function failedAgent({ agent }: BootFacts): readonly Failure[] {
  const why = agent && (crashLoopOfUnit(agent) ?? downOfUnit(agent));
  return why === undefined
    ? []
    : [failure('heat-container-agent', why, { units: ['heat-container-agent'] })];
}

function openQuestions({ status, deployments }: BootFacts): readonly Finding<SharedReason>[] {
  return [...unreadStatus(status), ...(deployments instanceof ProbeError ? [deployments] : [])].map(
    ({ reason, message }) => ({ reason, message }),
  );
}

function unreadStatus(status: BootFacts['status']): readonly Finding<SharedReason>[] {
  const { path } = status;
  switch (status.kind) {
    case 'absent':
      return [];
    case 'notPermitted':
      return [{ reason: 'NotPermitted', message: `may not read ${path}` }];
    case 'invalid':
      return [{ reason: 'ToolFailed', message: `${path} ${status.problem}` }];
    case 'text':
      return parseCloudInitStatus(status.text) === undefined
        ? [{ reason: 'ToolFailed', message: `${path} is not what cloud-init writes` }]
        : [];
  }
}

/** node-check may itself be one of the scripts: to wait for their end would be to wait for itself. */
function progressOf(facts: BootFacts): readonly string[] {
  const { status, hasResult, agent } = facts;
  const stage = status.kind === 'text' ? parseCloudInitStatus(status.text)?.stage : undefined;
  const cloudInit = hasResult
    ? 'cloud-init has finished'
    : `cloud-init still runs (${stage ?? 'between two stages'})`;
  return [
    ...(status.kind === 'text' ? [cloudInit] : []),
    ...outcomesIn(facts).map(
      ({ name, ended }) => `deployment ${name} ${ended ? 'has ended' : 'still runs'}`,
    ),
    ...(agent === undefined ? [] : [`heat-container-agent is ${agent.activeState}`]),
  ];
}
