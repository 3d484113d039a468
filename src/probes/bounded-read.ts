import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** At most `limit` bytes from the beginning of a file. */
export const readStart = (path: string, limit: number): Promise<Buffer> =>
  withOpened(path, (handle) => readUpTo(handle, limit));

/** Opened so that a FIFO without a writer does not make us wait. */
export async function withOpened<T>(
  path: string,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** Files under /proc say that they are empty, and come in pieces: so it reads until there is no more. */
export async function readUpTo(handle: FileHandle, limit: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(limit);
  let length = 0;
  while (length < limit) {
    const { bytesRead } = await handle.read(buffer, length, limit - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
