import { ProbeError } from '../domain/probe-error.ts';
import { errorText } from './error-code.ts';

export const failedRead = (path: string, cause: unknown): ProbeError =>
  new ProbeError('ToolFailed', `cannot read ${path}: ${errorText(cause)}`, { cause });
