import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLab } from './lab.ts';
import { backends, bridges } from './shape.ts';

/**
 * Holds a lab until somebody ends this process, and for two hours at most; prints one line of
 * JSON, the lab, when it is up. However this process ends, the lab goes with it.
 * usage: keeper.ts BACKEND BRIDGE [systemd]
 */
const lifetimeMs = 2 * 60 * 60 * 1000;

const [, , backendName, bridgeName, initName] = process.argv;
const backend = backends.find((name) => name === backendName);
const bridge = bridges.find((name) => name === bridgeName);
if (backend === undefined || bridge === undefined)
  throw new Error('usage: BACKEND BRIDGE [systemd]');

const ended = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT'), sleep(lifetimeMs)]);
const { lab, close } = await startLab({
  backend,
  bridge,
  ...(initName === 'systemd' && { init: initName }),
});
process.stdout.write(`${JSON.stringify(lab)}\n`);
await ended;
await close();
process.exit();
