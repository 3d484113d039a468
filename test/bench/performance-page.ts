import { type Costs, isExceeded, type Spent } from './budgets.ts';
import { cgroupMiB, type ManyRounds } from './daemon-costs.ts';
import { cgroupVersions } from './memory-cgroup.ts';
import { nodeKinds, subjectNames } from './subjects.ts';

export interface Measurement {
  /** What it was measured on and with: name and value. */
  readonly setting: readonly (readonly [string, string])[];
  readonly rounds: number;
  readonly costs: Costs;
  readonly spent: readonly Spent[];
}

/** docs/performance.md. */
export const renderPage = ({ setting, rounds, costs, spent }: Measurement): string =>
  `${[
    '# Performance',
    '`npm run bench -- --write` measures on a node of the lab (`test/lab/`, vxlan, cni0) and writes this page. Every other run of it only compares, and fails when a budget is exceeded.',
    table(['setting', 'value'], setting),
    '## Costs',
    `Medians of ${rounds} rounds, in each of which every program runs once. Children are included; memory is the anonymous memory of the largest process at its peak. The guide by hand is \`test/bench/guide.sh\`. A crowded node has 250 pods' links, 2,000 more routes, and the iptables rules of 5,000 Services (\`test/bench/crowd.sh\`).`,
    costTable(costs),
    '## The daemon',
    'Rounds follow each other without a pause (`test/bench/rounds.ts`, packed as `dist/node-check` is), and a server on the node hears of them over TLS. In the time that the program sees, each takes 40 s. Memory is the anonymous memory of the process: early and late are the medians of the second tenth and of the last fifth of the rounds; a daemon rests between its rounds, and then V8 gives memory back. The processor time and the processes are those of a round, children included. Fake probes have 300 peers.',
    roundsTable(costs),
    'Requests are counted in a simulated time. Flapping: all six conditions turn as soon as they are told.',
    daemonTable(costs),
    '## Budgets',
    'Times are compared with times of the same run, so that a busy or a slow machine makes no difference.',
    budgetTable(spent),
  ].join('\n\n')}\n`;

export function costTable(costs: Costs): string {
  const header = ['program', 'node', 'time, ms', 'processor, ms', 'processes', 'memory, MiB'];
  const rows = nodeKinds.flatMap((kind) =>
    subjectNames.map((name) => {
      const { wallMs, cpuMs, processes, anonymousMiB } = costs[kind][name];
      const figures = [wallMs.toFixed(0), cpuMs.toFixed(0), String(processes)];
      return [name, kind, ...figures, anonymousMiB.toFixed(1)];
    }),
  );
  return table(header, rows);
}

export function roundsTable({ daemon }: Costs): string {
  const header = [
    'rounds',
    'early, MiB',
    'late, MiB',
    'at rest, MiB',
    'processor, ms',
    'processes',
  ];
  const row = (name: string, costs: ManyRounds): readonly string[] => [
    name,
    ...[costs.earlyMiB, costs.lateMiB, costs.restMiB, costs.cpuMs, costs.processes].map(rounded),
  ];
  return table(header, [
    row(`${daemon.plain.rounds} real, plain node`, daemon.plain),
    row(`${daemon.peers.rounds} real, crowded node with 5,000 peers`, daemon.peers),
    row(`${daemon.fake.rounds} with fake probes`, daemon.fake),
  ]);
}

export function daemonTable({ daemon }: Costs): string {
  const { startMiB, faultToPatchMs, healthy, flapping, survival } = daemon;
  const requests = ({ all, writes }: typeof healthy): string =>
    `${rounded(all)}, ${rounded(writes)} of them writes`;
  return table(
    ['figure', 'value'],
    [
      ['memory after the first round, MiB', rounded(startMiB)],
      [
        'from a wrong address of the bridge to the PATCH that tells it, s',
        rounded(faultToPatchMs / 1000),
      ],
      ['API requests an hour, healthy', requests(healthy)],
      ['API requests an hour, flapping', requests(flapping)],
      ...cgroupVersions.map((version) => {
        const killed = survival[version];
        const text = typeof killed === 'string' ? `skipped: ${killed}` : `${killed} killed`;
        return [
          `${daemon.fake.rounds} rounds in a memory cgroup ${version} of ${cgroupMiB} MiB`,
          text,
        ];
      }),
    ],
  );
}

export const budgetTable = (spent: readonly Spent[]): string =>
  table(
    ['what', 'measured', 'budget', ''],
    spent.map((each) => [
      each.what,
      rounded(each.measured),
      `≤ ${each.limit}`,
      isExceeded(each) ? 'exceeded' : 'kept',
    ]),
  );

const rounded = (figure: number): string => String(Number(figure.toFixed(1)));

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** What two pages have in common that the same program wrote: all but figures and settings. */
export const layoutOf = (page: string): string =>
  page
    .split('\n')
    .map((line, index, lines) => {
      const isHeader = lines[index + 1]?.startsWith('| ---') === true;
      return line.startsWith('| ') && !isHeader ? (line.split(' | ')[0] ?? '') : line;
    })
    .join('\n')
    .replace(/\d+/g, '0');
