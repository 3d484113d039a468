import { access } from 'node:fs/promises';
import { errorCode } from '../domain/error-code.ts';

/** False only when it is certain: what cannot be looked at may be there. */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(errorCode(error));
  }
}
