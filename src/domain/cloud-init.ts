import { maskSecrets } from './mask-secrets.ts';

/** An error that one of cloud-init's stages has recorded. */
export interface StageError {
  /** init-local, init, modules-config, modules-final. */
  readonly stage: string;
  /** Secrets masked. */
  readonly error: string;
  /** The script or module that failed, as far as the error names it. */
  readonly part?: string;
}

export interface CloudInitStatus {
  /** The stage that runs now. */
  readonly stage?: string;
  readonly errors: readonly StageError[];
}

const maxLength = 300;

/**
 * What status.json says; undefined when it is something else. Only `errors` count, as for
 * cloud-init's own status: what it lists as recoverable are warnings.
 */
export function parseCloudInitStatus(text: string): CloudInitStatus | undefined {
  const status = fieldOf(parsed(text), 'v1');
  if (!isObject(status)) return undefined;
  const stage = fieldOf(status, 'stage');
  return {
    ...(typeof stage === 'string' && { stage }),
    errors: Object.keys(status).flatMap((name) => errorsOf(name, fieldOf(status, name))),
  };
}

function errorsOf(stage: string, value: unknown): readonly StageError[] {
  const errors = fieldOf(value, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors
    .filter((error) => typeof error === 'string')
    .map((error) => {
      const part = partIn(error);
      const masked = maskSecrets(error).slice(0, maxLength);
      return { stage, error: masked, ...(part !== undefined && { part }) };
    });
}

/** "('scripts-user', RuntimeError('Runparts: 1 failures (part-001) in 1 attempted commands'))" */
const partIn = (error: string): string | undefined =>
  /failures \(([\w.-]{1,80})/.exec(error)?.[1] ?? /^\('([\w-]{1,80})'/.exec(error)?.[1];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, name: string): unknown =>
  isObject(value) ? value[name] : undefined;
