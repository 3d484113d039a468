import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from '../domain/change-source.ts';
import { createFolderWatches, type FolderWatchesOptions } from './folder-watches.ts';

export interface FileChangesOptions extends Omit<FolderWatchesOptions, 'onEvent'> {
  /** The host's; "/etc/cni/net.d/*" is every file of that folder. Nothing need be there yet. */
  readonly paths: readonly string[];
  onChange(change: Change): void;
  readonly signal: AbortSignal;
  /** How often to look anew where they lead: a mount, or a renamed folder further up, tells nobody. */
  readonly renewMs?: number;
}

/** A file is written in several steps, and may be written on and on. */
const settleMs = 100;

/**
 * Tells what happens to files, on the way to them, and to the folders in which they are not yet,
 * until the signal aborts.
 */
export async function watchFiles(options: FileChangesOptions): Promise<void> {
  const { paths, onChange, signal, renewMs = 60_000 } = options;
  let changed: string | undefined;
  let pause = new AbortController();
  const watches = createFolderWatches({
    ...options,
    onEvent(path) {
      changed ??= path;
      pause.abort();
    },
  });
  signal.addEventListener('abort', () => pause.abort(), { once: true });
  while (!signal.aborted) {
    pause = new AbortController();
    const what = changed;
    changed = undefined;
    await watches.renew(paths);
    // Told only now, so that what comes into a new folder is either there already or seen.
    if (what !== undefined) onChange({ what });
    await sleep(renewMs, undefined, { signal: pause.signal }).catch(() => {});
    await sleep(settleMs, undefined, { signal }).catch(() => {});
  }
  watches.close();
}
