import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOn } from '../cluster/certificates.ts';
import { startDaemon, untilReady } from '../cluster/daemon.ts';
import { run } from '../lab/command.ts';
import { type Lab, plugMachine } from '../lab/lab.ts';
import { type Machine, onMachine, startMachine } from '../lab/machine.ts';
import { type Ask, createAsk } from './ask.ts';
import { identityUrl, setUpForHeat, signIn } from './keystone.ts';
import { createOrchestration } from './stack.ts';
import { createStacks, type Stacks } from './stacks.ts';

/** How long what a node is given for its signal can be used. */
export interface Lives {
  /** Of a token, from its issue. Keystone's default is an hour. */
  readonly tokenS: number;
  /** Of a signed URL, from its Timestamp. Keystone's default is a quarter of an hour. */
  readonly signedUrlMin: number;
}

/** A real Heat and its Keystone, on a machine of their own. */
export interface Heat {
  /** Asks by a URL as nodes have it, without being on their network. */
  readonly ask: Ask;
  readonly stacks: Stacks;
  /** What Heat has logged since its start. */
  log(): string;
  /** Puts it at 10.0.0.251 on the lab's network, until that lab ends. */
  plugInto(lab: Lab): Promise<void>;
  /** How nodes find its ports from now on. Neither its stacks nor the tests notice. */
  setPorts(state: 'open' | 'closed' | 'silent'): Promise<void>;
  /** A token keeps the life that it was issued with; a signed URL has the one of the moment. */
  setLives(lives: Partial<Lives>): Promise<void>;
  /** Its process ends at once. The database stays, but stacks in progress never get any further. */
  stop(): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Ends it with all that it has written; the end of this process does that too. */
  close(): Promise<void>;
}

const folder = '/run/openstack';
const ports = [5000, 8000, 8004];
const heatUrls = ['http://10.0.0.251:8004/', 'http://10.0.0.251:8000/'];

/** Takes about 20 seconds. */
export async function startHeat(): Promise<Heat> {
  const machine = await startMachine('heat');
  try {
    return await startOn(machine);
  } catch (error) {
    await machine.close();
    throw error;
  }
}

async function startOn(machine: Machine): Promise<Heat> {
  const { pid } = machine;
  await runOn(pid, ['bash', join(import.meta.dirname, 'shell/set-up.sh')]);
  // A socket in the file system is reached from every network namespace.
  for (const port of ports)
    await startDaemon(pid, [
      'socat',
      `UNIX-LISTEN:${folder}/${port}.sock,fork,mode=600`,
      `TCP:127.0.0.1:${port}`,
    ]);
  const { ask, close } = createAsk((port) => fileOn(pid, `${folder}/${port}.sock`));

  const startAnswering = async (
    argv: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
    urls: readonly string[],
  ) => {
    const daemon = await startDaemon(pid, argv, environment);
    await untilReady(daemon, () => Promise.all(urls.map((url) => ask(url))).catch(() => undefined));
    return daemon;
  };
  let lives: Lives = { tokenS: 3_600, signedUrlMin: 15 };
  const startKeystone = async () => {
    writeFileSync(fileOn(pid, '/etc/keystone/keystone.conf.d/lives.conf'), livesConf(lives));
    return startAnswering(keystone, { OS_KEYSTONE_CONFIG_DIR: '/etc/keystone' }, [identityUrl]);
  };
  const startHeatAll = () =>
    startAnswering(['heat-all'], { PYTHONPATH: join(import.meta.dirname, 'etc') }, heatUrls);

  let [identity, orchestration] = await Promise.all([startKeystone(), startHeatAll()]);
  await setUpForHeat(ask);
  return {
    ask,
    stacks: createStacks(createOrchestration(ask, await signIn(ask, 'tenant', 'tenant'))),
    log: () => orchestration.output(),
    async plugInto(lab) {
      await plugMachine(lab, pid);
      await runOn(pid, ['ip', 'link', 'set', 'eth0', 'mtu', '1500', 'up']);
      await runOn(pid, ['ip', 'addr', 'add', '10.0.0.251/24', 'dev', 'eth0']);
    },
    async setPorts(state) {
      await runOn(pid, ['iptables', '-F', 'INPUT']);
      if (state !== 'open') await runOn(pid, [...ruleForNodes, ...targets[state]]);
    },
    async setLives(changes) {
      lives = { ...lives, ...changes };
      await identity.stop();
      identity = await startKeystone();
    },
    async stop() {
      orchestration.signal('SIGKILL');
      await orchestration.ended;
    },
    async start() {
      orchestration = await startHeatAll();
    },
    async close() {
      await close();
      await machine.close();
    },
  };
}

// It closes every connection; a client that is not told so asks again on one that is gone.
const keystone = [
  'uwsgi_python3',
  '--http-socket=0.0.0.0:5000',
  '--wsgi-file=/usr/bin/keystone-wsgi-public',
  '--need-app',
  '--die-on-term',
  '--enable-threads',
  '--buffer-size=65535',
  '--add-header=Connection: close',
] as const;

const livesConf = ({ tokenS, signedUrlMin }: Lives): string =>
  `[token]\nexpiration = ${tokenS}\n[credential]\nauth_ttl = ${signedUrlMin}\n`;

// Only what comes over the lab's network: the tests go on asking.
const ruleForNodes = [
  ...['iptables', '-A', 'INPUT', '-i', 'eth0', '-p', 'tcp', '--dport', '8000:8004', '-j'],
] as const;
const targets = { closed: ['REJECT', '--reject-with', 'tcp-reset'], silent: ['DROP'] } as const;

async function runOn(pid: number, argv: readonly [string, ...string[]]): Promise<void> {
  const { code, stderr } = await run(onMachine(pid, argv), { deadlineMs: 120_000 });
  if (code !== 0) throw new Error(`${argv.join(' ')}: ended with ${code}\n${stderr}`);
}
