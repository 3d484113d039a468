import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inject, revert, whyNotIn } from './fault.ts';
import { faultNamed, faults } from './faults.ts';
import { type KeptLab, recall, remember, startKeeper } from './kept-lab.ts';
import type { MachineName } from './lab.ts';
import { onMachine } from './machine.ts';
import { nodeCheckCommand } from './node-check.ts';
import { installMissing, whyNoLab } from './requirements.ts';
import { backends, bridges, nodeNames } from './shape.ts';
import { whyNoSystemd } from './systemd.ts';

const usage = `npm run lab -- COMMAND

  up [--backend ${backends.join('|')}] [--bridge ${bridges.join('|')}] [--systemd]
                               two flannel nodes, n1 and n2, and a router; for two hours
  exec NODE COMMAND…           runs something on a node (or on the router)
  check NODE [OPTION…]         node-check --once, with these options, on a node
  fault NODE NAME              breaks a node
  fault NODE --revert NAME     mends it
  fault --list                 the names
  down                         takes everything away
`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function labOrThrow(): KeptLab {
  refuseWithoutMeans();
  const kept = recall();
  if (kept === undefined) throw new Error('no lab is up; start one: npm run lab -- up');
  return kept;
}

function oneOf<Name extends string>(
  names: readonly Name[],
  value: string | undefined,
  what: string,
): Name {
  const name = names.find((candidate) => candidate === value);
  if (name !== undefined) return name;
  throw new Error(`${what}: expected ${names.join(' or ')}, not ${value ?? 'nothing'}`);
}

function refuseWithoutMeans(): void {
  const obstacle = whyNoLab();
  if (obstacle !== undefined) throw new Error(obstacle);
}

async function up(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', default: 'vxlan' },
      bridge: { type: 'string', default: 'cni0' },
      systemd: { type: 'boolean', default: false },
    },
  });
  const backend = oneOf(backends, values.backend, '--backend');
  const bridge = oneOf(bridges, values.bridge, '--bridge');
  if (recall() !== undefined) throw new Error('a lab is up; first: npm run lab -- down');
  await installMissing(say);
  refuseWithoutMeans();
  if (values.systemd && backend === 'udp')
    throw new Error('--systemd: not with udp, whose flanneld has to hold its device');
  const obstacle = values.systemd ? whyNoSystemd() : undefined;
  if (obstacle !== undefined) throw new Error(obstacle);
  const init = values.systemd ? ({ init: 'systemd' } as const) : {};
  const kept = await startKeeper({ backend, bridge, ...init });
  if (kept === undefined) throw new Error('the lab did not start');
  remember(kept);
  say(`n1 and n2 are up (${backend}, ${bridge}). Try: npm run lab -- check n1`);
  return 0;
}

async function execute(machine: MachineName, argv: [string, ...string[]]): Promise<number> {
  const { pids } = labOrThrow().lab;
  const { TERM = 'dumb' } = process.env;
  const [program, ...args] = onMachine(pids[machine], argv, { TERM });
  const child = spawn(program, args, { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

async function exec([machine, program, ...args]: readonly string[]): Promise<number> {
  const name = oneOf([...nodeNames, 'router'], machine, 'exec');
  if (program === undefined) throw new Error('exec: which command?');
  return execute(name, [program, ...args]);
}

async function check([node, ...options]: readonly string[]): Promise<number> {
  return execute(oneOf(nodeNames, node, 'check'), [...nodeCheckCommand(), '--once', ...options]);
}

async function fault(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { list: { type: 'boolean' }, revert: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.list) {
    const width = Math.max(...faults.map(({ name }) => name.length));
    for (const { name, summary } of faults) say(`${name.padEnd(width)}  ${summary}`);
    return 0;
  }
  const [node, name = ''] = positionals;
  const { lab } = labOrThrow();
  const target = oneOf(nodeNames, node, 'fault');
  const chosen = faultNamed(name);
  const obstacle = whyNotIn(lab.shape, chosen);
  if (obstacle !== undefined) throw new Error(obstacle);
  await (values.revert ? revert : inject)(lab, target, chosen);
  say(`${target}: ${values.revert ? `${name} is mended` : chosen.summary}`);
  return 0;
}

async function down(): Promise<number> {
  refuseWithoutMeans();
  const kept = recall();
  if (kept === undefined) {
    say('no lab is up');
    return 0;
  }
  process.kill(kept.keeper, 'SIGTERM');
  while (recall() !== undefined) await sleep(50);
  say('the lab is gone');
  return 0;
}

const commands = new Map(Object.entries({ up, exec, check, fault, down }));

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = commands.get(name);
  if (command !== undefined) return command(args);
  process.stderr.write(usage);
  return name === '' ? 0 : 64;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 64;
}
