import lock from '../package-lock.json' with { type: 'json' };

/** What package-lock.json says of a package. */
export interface LockedPackage {
  readonly version: string;
  /** "sha512-" and Base64. */
  readonly integrity: string;
}

const entries: Readonly<Record<string, Partial<LockedPackage>>> = lock.packages;

/** By its folder, from the repository's root. */
export function lockedPackage(folder: string): LockedPackage {
  const { version, integrity } = entries[folder] ?? {};
  if (version === undefined || integrity === undefined)
    throw new Error(`package-lock.json does not lock ${folder}`);
  return { version, integrity };
}
