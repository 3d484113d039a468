import type { FileHandle } from 'node:fs/promises';
import type { FileAnswer } from '../domain/probes.ts';
import { withOpened } from './bounded-read.ts';
import { fileAnswerOf } from './files.ts';
import { hostPath } from './host-path.ts';

const maxBytes = 64 * 1024;

/** The whole lines among a file's last 64 KiB. `path` is the host's. */
export async function readHostFileEnd(hostRoot: string, path: string): Promise<FileAnswer> {
  try {
    const real = await hostPath(hostRoot, path);
    return await withOpened(real, (handle) => readEnd(handle, path));
  } catch (error) {
    return fileAnswerOf(error, path);
  }
}

async function readEnd(handle: FileHandle, path: string): Promise<FileAnswer> {
  const stats = await handle.stat();
  if (!stats.isFile()) return { kind: 'invalid', path, problem: 'is not a regular file' };
  const start = Math.max(0, stats.size - maxBytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, start);
  const text = buffer.toString('utf8', 0, bytesRead);
  const modifiedAt = stats.mtime.getTime();
  return { kind: 'text', path, text: start === 0 ? text : wholeLines(text), modifiedAt };
}

/** The name of a secret may stand in the part that was cut off. */
const wholeLines = (text: string): string =>
  text.includes('\n') ? text.slice(text.indexOf('\n') + 1) : '';
