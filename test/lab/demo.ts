import { run } from './command.ts';
import { inject, revert } from './fault.ts';
import { faultNamed } from './faults.ts';
import { type Lab, startLab } from './lab.ts';
import { onMachine } from './machine.ts';
import { nodeCheckCommand } from './node-check.ts';
import { installMissing, whyNoLab } from './requirements.ts';
import { stepEnvironment } from './shape.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Runs a line on n1 and shows both. */
async function show(lab: Lab, title: string, argv: readonly [string, ...string[]]): Promise<void> {
  say(`\n# ${title}`);
  const environment = { ...stepEnvironment(lab.shape, 'n1'), TERM: 'dumb' };
  const { stdout, stderr } = await run(onMachine(lab.pids.n1, argv, environment));
  say(`${stdout}${stderr}`.trimEnd());
}

const ping = [
  'bash',
  '-c',
  '. "$LAB/shell/node.sh"; in_pod ping -c 1 -W 1 "$PEER_LEASE.2" | grep -e "bytes from" -e transmitted',
] as const;

async function demonstrate(lab: Lab): Promise<void> {
  const check: [string, ...string[]] = [...nodeCheckCommand(), '--once'];
  const fault = faultNamed('device-down');
  await show(lab, "a pod on n1 pings a pod on n2, through flannel's vxlan device", ping);
  await show(lab, 'node-check on n1', check);
  await inject(lab, 'n1', fault);
  say(`\n# now the fault ${fault.name}: ${fault.summary}`);
  await show(lab, 'the same ping', ping);
  await show(lab, 'node-check on n1', check);
  await revert(lab, 'n1', fault);
  await show(lab, 'mended: the same ping', ping);
  await show(lab, 'node-check on n1', check);
}

// Who has seen enough, such as head, closes the pipe; the lab goes with this process.
process.stdout.on('error', () => process.exit());
await installMissing(say);
const obstacle = whyNoLab();
if (obstacle === undefined) {
  say('Two flannel nodes and a router are coming up, in namespaces of this machine.');
  const { lab, close } = await startLab({ backend: 'vxlan', bridge: 'cni0' });
  try {
    await demonstrate(lab);
  } finally {
    await close();
  }
  say('\nEverything is gone again. To break nodes yourself: npm run lab');
} else {
  say(`There can be no demonstration here: ${obstacle}.`);
  process.exitCode = 1;
}
