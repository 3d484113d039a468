import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lockedPackage } from './locked-packages.ts';

const { XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;

/** The path of the locked Node. npm installs that of this machine's architecture; another is fetched. */
export function nodeBinary(architecture: string): string {
  const name = `node-linux-${architecture}`;
  const installed = `node_modules/${name}/bin/node`;
  return existsSync(installed) ? installed : fetchNode(name);
}

function fetchNode(name: string): string {
  const { version, integrity } = lockedPackage(`node_modules/${name}`);
  const node = join(caches, 'node-check', `${name}-${version}`);
  if (existsSync(node)) return node;
  mkdirSync(join(caches, 'node-check'), { recursive: true });
  const folder = mkdtempSync(`${node}.`);
  try {
    const archive = join(folder, `${name}-${version}.tgz`);
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`]);
    const sum = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (`sha512-${sum}` !== integrity)
      throw new Error(`${name}@${version} is not what package-lock.json has`);
    execFileSync('tar', ['-xzf', archive, '-C', folder, 'package/bin/node']);
    renameSync(join(folder, 'package/bin/node'), node);
    return node;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
