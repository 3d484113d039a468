import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { nodeBinary } from './node-binary.ts';

// With 1 MiB semispaces `--once` holds 33 MiB of anonymous memory at its peak, else 35. It is the one
// flag that costs no start: for any other V8 drops the compiled code of Node's own modules that is
// built into Node, which is 50 ms of `--once`. --optimize-for-size, besides, spares `--once` nothing
// and can hang it: at exit Node waits for V8's background compiler, and that for a collection that
// nobody does any more (4 of 60 runs with a flood of output; without the flag 0 of 400). What it is
// good for is a process that lives (after 150 rounds 40 MiB instead of 64), which can set it for
// itself with v8.setFlagsFromString once it runs.
const v8Flags = ['--max-semi-space-size=1'];

/**
 * Makes one executable file of a bundle (a path) and the architecture's Node. Of the same files it
 * makes the same file again.
 */
export function packIntoNode(bundle: string, architecture: string, executable: string): void {
  const config = {
    main: bundle,
    mainFormat: 'module',
    executable: nodeBinary(architecture),
    // A daemon executes the old file while this one is written, so it is replaced and not overwritten.
    output: `${executable}.new`,
    disableExperimentalSEAWarning: true,
    execArgv: v8Flags,
    // Else 1.5 MB of JavaScript are parsed at each start: 50 ms. It only fits the flags and the
    // architecture that made it.
    useCodeCache: architecture === process.arch,
    // Else NODE_OPTIONS could load code into a process that runs as root.
    execArgvExtension: 'none',
  };
  const configFile = `${executable}.sea.json`;
  writeFileSync(configFile, JSON.stringify(config));
  // With another seed at each build the cache, and so the file, would never be the same twice.
  const flags = [...v8Flags, '--random-seed=1', '--build-sea', configFile];
  execFileSync(nodeBinary(process.arch), flags, { stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(configFile);
  renameSync(config.output, executable);
}
