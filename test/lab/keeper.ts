import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLab } from './lab.ts';
import { removeState, writeState } from './lab-state.ts';
import { backends, bridges } from './shape.ts';

/**
 * Holds a lab until somebody ends this process, and for two hours at most. However it ends, the
 * lab goes with it.
 */
const lifetimeMs = 2 * 60 * 60 * 1000;

const [, , backendName, bridgeName] = process.argv;
const backend = backends.find((name) => name === backendName) ?? 'vxlan';
const bridge = bridges.find((name) => name === bridgeName) ?? 'cni0';

const { lab, close } = await startLab({ backend, bridge });
writeState({ keeper: process.pid, lab });
process.stdout.write('up\n');
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT'), sleep(lifetimeMs)]);
removeState();
await close();
process.exit();
