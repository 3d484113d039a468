import { maskSecrets } from '../domain/mask-secrets.ts';
import type { ReasonPage } from '../domain/reason-pages.ts';
import type { Recorded } from '../domain/recorded.ts';
import type { Report } from '../domain/report.ts';
import { renderReport } from './console.ts';
import { toJson } from './json.ts';
import type { KeptReport } from './last-reports.ts';
import { maskedJson } from './mask-json.ts';
import { recordedFiles } from './recorded-files.ts';
import type { TextFile } from './tar.ts';

export interface BundleContents {
  readonly report: Report;
  readonly pages: readonly ReasonPage[];
  /** The daemon's last reports that said something new. */
  readonly lastReports: readonly KeptReport[];
  /** What the round asked, and was answered. */
  readonly recorded: readonly Recorded[];
  /** node-check's own settings, as --print-config prints them. */
  readonly config: string;
  /** The lines of Magnum's heat-params that may be shown. */
  readonly heatParams: string;
  /** What tools printed, by the name of the file that it goes to. */
  readonly tools: Readonly<Record<string, string>>;
  /** node-check's own. */
  readonly version: string;
}

const maxFileBytes = 256 * 1024;
const maxBytes = 8 * 1024 * 1024;

/** The files of a support bundle: bounded, secrets masked, what they are in its README.txt. */
export function bundleFiles(contents: BundleContents): readonly TextFile[] {
  const { report, pages, recorded, config, heatParams, tools, lastReports } = contents;
  const files = [
    { name: 'report.txt', text: maskSecrets(renderReport(report, { color: false, pages })) },
    { name: 'report.json', text: maskedJson(JSON.parse(toJson(report))) },
    { name: 'last-reports.json', text: maskedJson(lastReports) },
    { name: 'config.yaml', text: config },
    { name: 'heat-params.txt', text: heatParams },
    ...Object.entries(tools).map(([name, text]) => ({
      name: `${name}.txt`,
      text: maskSecrets(text),
    })),
    ...recordedFiles(recorded),
  ].map(cut);
  const fitting = fittingInto(maxBytes, files);
  const leftOut = files.filter((file) => !fitting.includes(file)).map(({ name }) => name);
  return [{ name: 'README.txt', text: readme(contents, leftOut) }, ...fitting];
}

function cut({ name, text }: TextFile): TextFile {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxFileBytes) return { name, text };
  const start = bytes.subarray(0, maxFileBytes).toString('utf8');
  return { name, text: `${start}\n[cut here: ${bytes.length} bytes in all]\n` };
}

function fittingInto(most: number, files: readonly TextFile[]): readonly TextFile[] {
  let left = most;
  return files.filter(({ text }) => {
    const size = Buffer.byteLength(text);
    if (size > left) return false;
    left -= size;
    return true;
  });
}

const readme = ({ report, version }: BundleContents, leftOut: readonly string[]): string =>
  `Support bundle of ${report.node}, ${report.startedAt.toISOString()}, by node-check ${version}

report.txt, report.json  what node-check concluded
last-reports.json        the daemon's last ones that said something new
config.yaml              its options, and where each comes from
heat-params.txt          what Magnum told this node, as far as node-check uses it
versions.txt             of the tools that node-check asks
interfaces.txt, routes.txt, routes-ipv6.txt, routing-rules.txt, neighbours.txt, fdb.txt
rules.txt                of the firewall: the filter table and the chains that concern pods
processes.txt            of flannel, Kubernetes and the container runtimes
files.txt                files that were looked for; files/ holds those that may be shown
answers.json             everything else that was asked, and its answers

Passwords, tokens and keys are replaced with ***. Files are cut after ${maxFileBytes / 1024} KiB.
${leftOut.length === 0 ? '' : `Left out for want of room: ${leftOut.join(', ')}\n`}`;
