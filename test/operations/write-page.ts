// `npm run walk`: walks through docs/operations.md and writes down what it saw.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrThrow } from '../lab/command.ts';
import { checkout, onMachine } from '../lab/machine.ts';
import { renderPage } from './page.ts';
import { findSitePrograms, whyNoSite } from './requirements.ts';
import { startSite } from './site.ts';
import { type Walked, walk } from './walk.ts';

const programs = findSitePrograms();
const obstacle = whyNoSite();
if (obstacle !== undefined || programs === undefined) throw new Error(obstacle);

const { plane, node, close } = await startSite(programs);
const walked: Walked[] = [];
try {
  for await (const step of walk({ plane, node, close })) {
    process.stderr.write(`${step.command}\n`);
    if (step.code !== (step.step.code ?? 0) || !step.step.prints.test(step.output))
      throw new Error(`${step.command}: ended with ${step.code}\n${step.output}`);
    walked.push(step);
  }
  writeFileSync(
    join(checkout, 'docs/operations-walk.md'),
    renderPage(walked, await versionsOf(node.pid)),
  );
} finally {
  await close();
}

async function versionsOf(pid: number): Promise<string> {
  const say = `
. /etc/os-release
echo "$PRETTY_NAME, $(systemctl --version | cut -d ' ' -f 1,2 | head -n 1),"
echo "containerd $(containerd --version | cut -d ' ' -f 3 | cut -d '~' -f 1),"
kubelet --version
echo "and flannel $(flanneld --version 2>&1)"`;
  const said = await runOrThrow(onMachine(pid, ['sh', '-euc', say]));
  return said.trim().replaceAll('\n', ' ').replace('Kubernetes v', 'Kubernetes ');
}
