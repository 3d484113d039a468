export interface HostIdentity {
  readonly distro: string;
  readonly release: string;
  readonly kernel: string;
}

/** Undefined when it cannot be found out in time; what was started then ends by itself. */
export async function hostIdentity({
  // A large package, and only a person's view needs it.
  ask = async (): Promise<HostIdentity> => (await import('systeminformation')).osInfo(),
  timeoutMs = 2_000,
} = {}): Promise<HostIdentity | undefined> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer')), timeoutMs);
  return Promise.race([ask(), expired])
    .then(
      ({ distro, release, kernel }) => ({ distro, release, kernel }),
      () => undefined,
    )
    .finally(() => clearTimeout(timer));
}
