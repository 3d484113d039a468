import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorText } from '../domain/error-code.ts';
import type { Logger } from '../domain/logger.ts';
import type { StatePiece, StateStore } from '../domain/state-store.ts';

export interface StateStoreOptions {
  /** Made when it is missing; empty: nothing is kept. */
  readonly directory: string;
  readonly logger: Logger;
}

/** More than any piece needs: a file that is larger is not ours. */
const maxBytes = 1024 * 1024;

/**
 * Keeps each piece in a file of its own, written beside it, synced and renamed over it, so that a
 * kill or a power cut leaves the old state or the new one.
 */
export function createStateStore({ directory, logger }: StateStoreOptions): StateStore {
  if (directory === '') return keepsNothing;
  let isFailing = false;
  let earlier: Promise<unknown> = Promise.resolve();

  const keep = async (name: string, text: string): Promise<boolean> => {
    try {
      await writeWhole(directory, name, text);
      if (isFailing) logger.info({ directory }, 'state is kept again');
      isFailing = false;
      return true;
    } catch (error) {
      if (!isFailing)
        logger.error({ directory, problem: errorText(error) }, 'state cannot be kept');
      isFailing = true;
      return false;
    }
  };

  return {
    async load(piece) {
      const file = join(directory, `${piece.name}.json`);
      const read = await readPiece(file, piece);
      if (read.kind === 'state') return read.value;
      if (read.kind === 'none') return undefined;
      const aside = `${file}.${read.kind}`;
      const isSetAside = await rename(file, aside).then(
        () => true,
        () => false,
      );
      logger.warn(
        { file, problem: read.problem, ...(isSetAside && { aside }) },
        'state cannot be used',
      );
      return undefined;
    },
    save(piece, value) {
      const text = `${JSON.stringify({ version: piece.version, value })}\n`;
      const kept = earlier.then(() => keep(piece.name, text));
      earlier = kept;
      return kept;
    },
  };
}

const keepsNothing: StateStore = {
  load: async () => undefined,
  save: async () => false,
};

/** What is kept, for who only looks at it; undefined when there is nothing that can be used. */
export async function readState<T>(
  directory: string,
  piece: StatePiece<T>,
): Promise<T | undefined> {
  if (directory === '') return undefined;
  const read = await readPiece(join(directory, `${piece.name}.json`), piece);
  return read.kind === 'state' ? read.value : undefined;
}

type ReadPiece<T> =
  | { readonly kind: 'state'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged' | 'newer' | 'unreadable'; readonly problem: string };

async function readPiece<T>(
  file: string,
  { version, parse }: StatePiece<T>,
): Promise<ReadPiece<T>> {
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? { kind: 'none' }
      : { kind: 'unreadable', problem: errorText(error) };
  }
  const kept = parseKept(text);
  if (kept === undefined) return { kind: 'damaged', problem: 'is not what node-check wrote' };
  if (kept.version > version)
    return { kind: 'newer', problem: `was written by a newer version (${kept.version})` };
  const value = parse(kept.value);
  return value === undefined
    ? { kind: 'damaged', problem: 'is not what node-check wrote' }
    : { kind: 'state', value };
}

/** The beginning of a file that is too large is no JSON, and so is damaged. */
async function readText(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(maxBytes);
    const { bytesRead } = await handle.read(buffer, 0, maxBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function parseKept(
  text: string,
): { readonly version: number; readonly value: unknown } | undefined {
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== 'object' || kept === null || !('version' in kept) || !('value' in kept))
      return undefined;
    return typeof kept.version === 'number'
      ? { version: kept.version, value: kept.value }
      : undefined;
  } catch {
    return undefined;
  }
}

async function writeWhole(directory: string, name: string, text: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, `${name}.json`);
  const beside = `${file}.tmp`;
  await writeSynced(beside, text);
  await rename(beside, file);
  // Else the new name itself may be lost with the power.
  await syncOf(directory);
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncOf(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
