import { type FSWatcher, type WatchListener, watch as watchFolder } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode, errorText } from '../domain/error-code.ts';
import type { Logger } from '../domain/logger.ts';
import { type PathStep, walk } from './host-path.ts';

export interface FolderWatchesOptions {
  /** Where the host's files are mounted; empty on the host itself. */
  readonly hostRoot: string;
  readonly logger: Logger;
  /** Something has happened to this path of the host. */
  onEvent(path: string): void;
  readonly watch?: (folder: string, listener: WatchListener<string>) => FSWatcher;
}

export interface FolderWatches {
  /**
   * Looks where the host's paths lead now, and watches the folders there, or the deepest that there
   * are, and those of the links on the way. A path may end in "/*", for every file of a folder.
   */
  renew(paths: readonly string[]): Promise<void>;
  close(): void;
}

/** A folder that is watched, and the names in it that matter. */
interface Watched {
  readonly watcher: FSWatcher;
  readonly names: Set<string>;
}

export function createFolderWatches(options: FolderWatchesOptions): FolderWatches {
  const { hostRoot, logger, onEvent, watch = watchFolder } = options;
  let current: ReadonlyMap<string, Watched> = new Map();
  let hasFailed = false;

  const fail = (error: unknown) => {
    const problem = errorText(error);
    if (!hasFailed)
      logger.warn({ problem }, 'changes of files cannot be seen, only rounds show them');
    hasFailed = true;
  };

  const open = (folder: string): Watched => {
    const path = join(hostRoot, folder);
    const names = new Set<string>();
    const watcher = watch(path, (_, name) => {
      // What happens to the folder itself bears its name.
      if (name === null || name === basename(path)) onEvent(folder);
      else if (names.has(name) || names.has('*')) onEvent(join(folder, name));
    });
    return { watcher: watcher.on('error', fail), names };
  };

  /** False when there is no such folder. */
  const look = (watches: Map<string, Watched>, { folder, name }: PathStep): boolean => {
    try {
      const watched = watches.get(folder) ?? open(folder);
      watched.names.add(name);
      watches.set(folder, watched);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return false;
      fail(error);
    }
    return true;
  };

  const follow = async (watches: Map<string, Watched>, path: string): Promise<void> => {
    const { steps } = await walk(hostRoot, path);
    for (const step of steps) if (step.isLink) look(watches, step);
    // The deepest folder that is there.
    steps.findLast((step) => look(watches, step));
  };

  const close = () => {
    for (const { watcher } of current.values()) watcher.close();
  };

  return {
    async renew(paths) {
      const next = new Map<string, Watched>();
      for (const path of paths) await follow(next, path).catch(fail);
      close();
      current = next;
    },
    close,
  };
}
