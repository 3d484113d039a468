import type { Environment } from './settle.ts';

/** The variables of this process, as they are now. */
export const environment = (): Environment => ({ ...process.env });
