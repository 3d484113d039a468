import type { Logger } from '../../domain/logger.ts';

export type Level = 'info' | 'warn' | 'error';

/** What is logged beside a message. */
interface Fields {
  /** With another problem a message is said anew. */
  readonly problem?: string;
  readonly because?: string;
  readonly endsAt?: Date;
}

/** Logs what stays true for long, once. */
export function createSayOnce(
  logger: Logger,
): (level: Level, fields: Fields, message: string) => void {
  const said = new Set<string>();
  return (level, fields, message) => {
    const line = `${message} ${fields.problem ?? ''}`;
    if (!said.has(line)) logger[level](fields, message);
    said.add(line);
  };
}
