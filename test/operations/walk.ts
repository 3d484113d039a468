import { readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { fileOn, folder } from '../cluster/certificates.ts';
import { writeAdminConfig, writeFiles } from '../cluster/kubeconfig.ts';
import { applyDefinitions } from '../cluster/prometheus-operator.ts';
import { blocks } from '../consumers/recipes.ts';
import { run } from '../lab/command.ts';
import { checkout, onMachine } from '../lab/machine.ts';
import { type Debian, startDebian } from '../packages/debian.ts';
import { dist, rootsFolder } from '../packages/requirements.ts';
import { commandsOf } from './commands.ts';
import type { Site } from './site.ts';
import { type Chapter, findCommand, type Place, type Step, storyOf } from './story.ts';

const architecture = process.arch.replace('x64', 'amd64');

const story = storyOf(manifest.version, architecture);

const commands = commandsOf(readFileSync(join(checkout, 'docs/operations.md'), 'utf8'));

/** What was typed, and what it printed, both of its streams. */
export interface Walked {
  readonly chapter: Chapter;
  readonly step: Step;
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

const typed = story.flatMap((chapter) =>
  chapter.steps.map((step) => {
    const command = step.own ? step.command : findCommand(commands, step.command).text;
    return { chapter, step, command: command.replaceAll('amd64', architecture) };
  }),
);

/** Goes through the story, to its end or to the first command that ends otherwise than it should. */
export async function* walk(site: Site): AsyncGenerator<Walked> {
  const image = await startDebian('image', {
    root: join(rootsFolder(), 'systemd'),
    binds: { [dist]: '/dist' },
    cgroups: [],
  });
  try {
    const shells = await prepare(site, image.debian);
    for (const { chapter, step, command } of typed) {
      const lines = `exec 2>&1\ncd ${chapter.at}\n${command}`;
      const { code, stdout } = await run(shells[chapter.on](lines), { deadlineMs: 300_000 });
      yield { chapter, step, command, code, output: stdout.trim() };
      if (code !== (step.code ?? 0)) return;
    }
  } finally {
    await image.close();
  }
}

type Shell = (lines: string) => [string, ...string[]];

/** Somebody has said yes, and there is no network for what is only recommended. */
const answers = `
cat >/etc/apt/apt.conf.d/99answers <<'END'
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
DPkg::Options { "--force-confold"; };
END`;

/** What an operator has at hand. */
async function prepare(
  { plane, node }: Site,
  image: Debian,
): Promise<Readonly<Record<Place, Shell>>> {
  const unpack = `tar -C /root -xzf /dist/packages/node-check-*-linux-${architecture}.tar.gz`;
  for (const debian of [node, image]) await debian.take(`${answers}\n${unpack}`);
  const at = `${folder}/operations`;
  writeFiles(plane.pid, {
    [`${at}/kustomization.yaml`]: blocks('operations', 'As DaemonSet', 'yaml').join(''),
  });
  symlinkSync(checkout, fileOn(plane.pid, `${at}/node-check`));
  await applyDefinitions(plane);
  const kubectl = {
    KUBECONFIG: await writeAdminConfig(plane),
    PATH: `${dirname(plane.programs.kubectl)}:${process.env['PATH']}`,
  };
  const on =
    (pid: number, environment: Readonly<Record<string, string>>): Shell =>
    (lines) =>
      onMachine(pid, ['sh', '-euc', lines], environment);
  const noninteractive = { DEBIAN_FRONTEND: 'noninteractive' };
  return {
    node: on(node.pid, noninteractive),
    image: on(image.pid, noninteractive),
    administrator: on(plane.pid, kubectl),
  };
}
