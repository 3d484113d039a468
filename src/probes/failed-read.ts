import { errorText } from '../domain/error-code.ts';
import { ProbeError } from '../domain/probe-error.ts';

export const failedRead = (path: string, cause: unknown): ProbeError =>
  new ProbeError('ToolFailed', `cannot read ${path}: ${errorText(cause)}`, { cause });
