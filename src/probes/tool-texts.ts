import type { RunTool } from '../clients/command.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';

type Command = readonly [string, ...string[]];

/** What shows a node's network to a person, by name. */
const questions: Readonly<Record<string, readonly Command[]>> = {
  versions: [
    ['ip', '-V'],
    ['iptables', '-V'],
    ['nft', '--version'],
    ['ping', '-V'],
    ['docker', '--version'],
    ['containerd', '--version'],
  ],
  interfaces: [['ip', '-d', 'addr', 'show']],
  routes: [['ip', 'route', 'show', 'table', 'all']],
  'routes-ipv6': [['ip', '-6', 'route', 'show', 'table', 'all']],
  'routing-rules': [['ip', 'rule', 'show']],
  neighbours: [['ip', 'neigh', 'show']],
  fdb: [['bridge', 'fdb', 'show']],
};

/** What tools print for a person to read, by name; one that cannot tell says so in its text. */
export async function toolTexts(run: RunTool): Promise<Readonly<Record<string, string>>> {
  const entries = Object.entries(questions).map(async ([name, commands]) => {
    const texts = await Promise.all(commands.map((command) => textOf(run, command)));
    return [name, texts.join('\n')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function textOf(run: RunTool, [file, ...args]: Command): Promise<string> {
  const title = `# ${[file, ...args].join(' ')}\n`;
  const result = await answerOrError(run(file, args));
  if (result instanceof ProbeError) return `${title}${result.message}\n`;
  const { exitCode, stdout, stderr } = result;
  return `${title}${stdout}${stderr}${exitCode === 0 ? '' : `exit code ${exitCode}\n`}`;
}
