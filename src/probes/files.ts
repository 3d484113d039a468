import type { FileHandle } from 'node:fs/promises';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../domain/error-code.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { FileAnswer } from '../domain/probes.ts';
import { readUpTo, withOpened } from './bounded-read.ts';
import { hostPath, linkTarget } from './host-path.ts';

const maxBytes = 64 * 1024;

/** `path` is the host's; an empty `hostRoot` is this machine's own root. */
export async function readHostFile(hostRoot: string, path: string): Promise<FileAnswer> {
  try {
    const real = await hostPath(hostRoot, path);
    return await withOpened(real, (handle) => readText(handle, path));
  } catch (error) {
    const answer = fileAnswerOf(error, path);
    if (answer.kind === 'absent' && (await isStale(hostRoot, path)))
      return { kind: 'notPermitted', path };
    const linkTo = await linkTarget(join(hostRoot, path));
    return answer.kind === 'absent' && linkTo !== undefined ? { ...answer, linkTo } : answer;
  }
}

/** Empty when there is no such folder. */
export async function readHostDirectory(
  hostRoot: string,
  path: string,
): Promise<readonly string[]> {
  try {
    return (await readdir(await hostPath(hostRoot, path))).sort();
  } catch (error) {
    return directoryAnswerOf(error, path);
  }
}

/**
 * Whether the host has removed the folder, so that a mount of it shows nothing any more, also when
 * the host has made it anew.
 */
async function isStale(hostRoot: string, path: string): Promise<boolean> {
  if (hostRoot === '') return false;
  const folder = hostPath(hostRoot, path).then((real) => stat(dirname(real)));
  return folder.then(
    ({ nlink }) => nlink === 0,
    () => false,
  );
}

async function readText(handle: FileHandle, path: string): Promise<FileAnswer> {
  const stats = await handle.stat();
  if (stats.isDirectory()) return { kind: 'invalid', path, problem: 'is a directory' };
  if (!stats.isFile()) return { kind: 'invalid', path, problem: 'is not a regular file' };
  const content = await readUpTo(handle, maxBytes + 1);
  if (content.length > maxBytes) return { kind: 'invalid', path, problem: 'is larger than 64 KiB' };
  if (content.includes(0)) return { kind: 'invalid', path, problem: 'holds NUL bytes' };
  return { kind: 'text', path, text: content.toString('utf8'), modifiedAt: stats.mtime.getTime() };
}

/** What it means that a file could not be opened or read. */
export function fileAnswerOf(error: unknown, path: string): FileAnswer {
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'absent', path };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'notPermitted', path };
    case 'ELOOP':
      return { kind: 'invalid', path, problem: 'is a link that leads back to itself' };
    default:
      return { kind: 'invalid', path, problem: `cannot be read (${code})` };
  }
}

/** What it means that a folder could not be listed: nothing is there, or it throws a ProbeError. */
export function directoryAnswerOf(error: unknown, path: string): readonly string[] {
  const answer = fileAnswerOf(error, path);
  if (answer.kind === 'absent') return [];
  const reason = answer.kind === 'notPermitted' ? 'NotPermitted' : 'ToolFailed';
  throw new ProbeError(reason, `${path} cannot be listed (${errorCode(error)})`, { cause: error });
}
