import { run, runOrThrow } from './command.ts';
import { checkout, type Machine, onMachine, startMachine } from './machine.ts';
import { type LabShape, type NodeName, nodeNames, stepEnvironment } from './shape.ts';

export type MachineName = NodeName | 'router';

/** A lab that is up: enough to reach into it, also from another process. */
export interface Lab {
  readonly shape: LabShape;
  readonly pids: Readonly<Record<MachineName, number>>;
}

/** Lines of bash: on the node, and on the router for that node's sake. */
export interface Steps {
  readonly node?: string;
  readonly router?: string;
}

/** Two nodes and a router, all up. `close` ends them; so does the end of this process. */
export async function startLab(shape: LabShape): Promise<{ lab: Lab; close(): Promise<void> }> {
  const machines: Machine[] = [];
  const close = async () => {
    await Promise.all(machines.map((machine) => machine.close()));
  };
  const start = async (name: MachineName) => {
    const machine = await startMachine(name, name === 'router' ? undefined : shape.init);
    machines.push(machine);
    return machine.pid;
  };
  try {
    const [router, n1, n2] = await Promise.all([start('router'), start('n1'), start('n2')]);
    const lab = { shape, pids: { router, n1, n2 } };
    await takeSteps(lab, 'n1', { router: 'router_up' });
    await Promise.all(nodeNames.map((node) => plug(lab, node)));
    await Promise.all(nodeNames.map((node) => takeSteps(lab, node, { node: 'node_up' })));
    if (shape.init === 'systemd')
      await Promise.all(nodeNames.map((node) => takeSteps(lab, node, { node: 'services_up' })));
    return { lab, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function plug(lab: Lab, node: NodeName): Promise<void> {
  await plugMachine(lab, lab.pids[node]);
  await takeSteps(lab, node, { node: 'uplink_up' });
}

/** Gives a machine its eth0 on the router's switch. Only outside are both ids known. */
export async function plugMachine(lab: Lab, pid: number): Promise<void> {
  const toNode = ['netns', String(pid)];
  await runOrThrow([
    'nsenter',
    `--net=/proc/${lab.pids.router}/ns/net`,
    ...['ip', 'link', 'add', 'eth0', 'link', 'switch', ...toNode],
    ...['type', 'macvlan', 'mode', 'bridge'],
  ]);
}

/** Takes them on the router first. A step that fails rejects with what it printed. */
export async function takeSteps(lab: Lab, node: NodeName, steps: Steps): Promise<void> {
  const environment = stepEnvironment(lab.shape, node);
  const take = async (pid: number, functions: string, lines: string) => {
    const script = `set -eu; . ${checkout}/test/lab/shell/${functions}\n${lines}`;
    const { code, stderr } = await run(onMachine(pid, ['bash', '-c', script], environment));
    if (code !== 0) throw new Error(`${node}: ${lines}\nended with ${code}: ${stderr}`);
  };
  if (steps.router !== undefined) await take(lab.pids.router, 'router.sh', steps.router);
  if (steps.node !== undefined) await take(lab.pids[node], 'node.sh', steps.node);
}
