import t from 'tap';
import { bootScripts } from '../../src/checks/boot-scripts.ts';
import { heatFolder, heatLogFolder } from '../../src/domain/heat-deployments.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { FileAnswer, LogQuery, Probes, Unit } from '../../src/domain/probes.ts';
import { probesWith } from '../support/configured-check.ts';
import { absentFile, nodeSettings, textFile, unit } from '../support/facts.ts';

const { signal } = new AbortController();
const statusPath = '/run/cloud-init/status.json';

interface Node {
  readonly files?: Readonly<Record<string, string | FileAnswer>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly units?: readonly Unit[];
  readonly probes?: Partial<Probes>;
}

function run({ files = {}, folders = {}, units = [], probes = {} }: Node) {
  const file = async (path: string) => {
    const answer = files[path] ?? absentFile(path);
    return typeof answer === 'string' ? textFile(path, answer) : answer;
  };
  const answers: Partial<Probes> = {
    file,
    endOfFile: file,
    directory: async (path) => folders[path] ?? [],
    units: async () => units,
    ...probes,
  };
  return bootScripts.configure(nodeSettings(), {}).run(probesWith(answers), signal);
}

const status = (stage: string | null, ...errors: readonly string[]): string =>
  JSON.stringify({ v1: { 'modules-final': { errors }, stage } });
const finished = { '/run/cloud-init/result.json': '{}' };

const fine: readonly (readonly [title: string, node: Node, message: string])[] = [
  ['finished', { files: { [statusPath]: status(null), ...finished } }, 'cloud-init has finished'],
  // node-check may be one of the scripts itself.
  [
    'a boot in progress',
    { files: { [statusPath]: status('modules-final') } },
    'cloud-init still runs (modules-final)',
  ],
  [
    'a boot between two stages',
    { files: { [statusPath]: status(null) } },
    'cloud-init still runs (between two stages)',
  ],
  [
    'deployments of Heat',
    {
      folders: { [heatFolder]: ['a.json', 'b.json'] },
      files: { [`${heatFolder}/a.notify.json`]: '{"deploy_status_code": 0}' },
      units: [unit('heat-container-agent')],
    },
    'deployment a has ended; deployment b still runs; heat-container-agent is active',
  ],
];

for (const [title, node, message] of fine) {
  t.test(`${title} is healthy`, async (t) => {
    t.same(await run(node), { status: 'healthy', message });
  });
}

t.test('a machine that nothing has set up has nothing to judge', async (t) => {
  t.match(await run({}), { status: 'notApplicable', findings: [{ reason: 'NoBootScripts' }] });
});

const error = "('scripts-user', RuntimeError('Runparts: 1 failures (part-007) in 8 attempted'))";
const withoutLog = { units: [], containers: [], files: [] };
const failedDeployment = { [`${heatFolder}/a.notify.json`]: '{"deploy_status_code": 1}' };

const failures: readonly {
  readonly title: string;
  readonly node: Node;
  readonly subject: string;
  readonly message: string;
  readonly log: Partial<LogQuery>;
}[] = [
  {
    title: 'a part of the user data',
    node: { files: { [statusPath]: status(null, error), ...finished } },
    subject: 'part-007',
    message: `cloud-init failed in modules-final: ${error}`,
    log: { files: ['/var/log/cloud-init-output.log', '/var/log/cloud-init.log'] },
  },
  {
    title: 'cloud-init itself',
    node: { files: { [statusPath]: status('modules-final', 'no data') } },
    subject: 'modules-final',
    message: 'cloud-init failed in modules-final: no data',
    log: { files: ['/var/log/cloud-init-output.log', '/var/log/cloud-init.log'] },
  },
  {
    title: 'a deployment of Heat',
    node: {
      files: failedDeployment,
      folders: { [heatFolder]: ['a.json'], [heatLogFolder]: ['a-config.log'] },
    },
    subject: 'config',
    message: 'the deployment config of Heat ended with code 1',
    log: { files: [`${heatLogFolder}/a-config.log`] },
  },
  {
    title: 'a deployment without a log of its own',
    node: { files: failedDeployment, folders: { [heatFolder]: ['a.json'] } },
    subject: 'a',
    message: 'the deployment a of Heat ended with code 1',
    log: { units: ['heat-container-agent'] },
  },
  {
    title: 'the agent that runs them',
    node: { units: [unit('heat-container-agent', { activeState: 'failed', subState: 'failed' })] },
    subject: 'heat-container-agent',
    message: 'unit heat-container-agent has failed (no result, status unknown)',
    log: { units: ['heat-container-agent'] },
  },
];

for (const { title, node, subject, message, log } of failures) {
  t.test(`${title} has failed`, async (t) => {
    const asked: LogQuery[] = [];
    const logTail: Probes['logTail'] = async (query) => {
      asked.push(query);
      return { source: 'its log', lines: ['last line'] };
    };
    t.same(await run({ ...node, probes: { logTail } }), {
      status: 'unhealthy',
      findings: [
        { reason: 'UserDataFailed', subject, message, evidence: ['its log:', 'last line'] },
      ],
    });
    t.same(asked, [{ ...withoutLog, ...log }]);
  });
}

t.test('a failure without a log is one all the same', async (t) => {
  const node = { files: { [statusPath]: status(null, error) } };
  const verdict = await run({ ...node, probes: { logTail: async () => undefined } });
  t.match(verdict, { status: 'unhealthy', findings: [{ evidence: undefined }] });
});

const open: readonly (readonly [title: string, node: Node, reason: string, message: string])[] = [
  [
    'a status of another form',
    { files: { [statusPath]: '{' } },
    'ToolFailed',
    `${statusPath} is not what cloud-init writes`,
  ],
  [
    'a status that cannot be read',
    { files: { [statusPath]: { kind: 'invalid', path: statusPath, problem: 'is a directory' } } },
    'ToolFailed',
    `${statusPath} is a directory`,
  ],
  [
    'a status that may not be read',
    { files: { [statusPath]: { kind: 'notPermitted', path: statusPath } } },
    'NotPermitted',
    `may not read ${statusPath}`,
  ],
  [
    'deployments that may not be listed',
    { probes: { directory: () => Promise.reject(new ProbeError('NotPermitted', 'no')) } },
    'NotPermitted',
    'no',
  ],
];

for (const [title, node, reason, message] of open) {
  t.test(`${title} leaves the question open`, async (t) => {
    t.same(await run(node), { status: 'unknown', findings: [{ reason, message }] });
  });
}
