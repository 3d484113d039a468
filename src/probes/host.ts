import { osInfo } from 'systeminformation';

export interface HostIdentity {
  readonly distro: string;
  readonly release: string;
  readonly kernel: string;
}

const timeoutMs = 2_000;

/** Undefined when it cannot be found out in time; what was started then ends by itself. */
export async function hostIdentity(
  ask: () => Promise<HostIdentity> = () => osInfo(),
): Promise<HostIdentity | undefined> {
  const { promise: expired, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), timeoutMs);
  try {
    const identity = await Promise.race([ask(), expired]);
    if (identity === undefined) return undefined;
    const { distro, release, kernel } = identity;
    return { distro, release, kernel };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
