import { type Costs, isExceeded, type Spent } from './budgets.ts';
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
