import manifest from '../../package.json' with { type: 'json' };

/** node-check's own version. */
export const version: string = manifest.version;
