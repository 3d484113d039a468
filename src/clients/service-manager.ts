import { errorText } from '../domain/error-code.ts';
import type { Logger } from '../domain/logger.ts';
import type { RunTool } from './command.ts';

export interface ServiceManagerOptions {
  /** Holds NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID if systemd started us so. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly run: RunTool;
  readonly logger: Logger;
}

/** systemd, as the one who started us and watches us (sd_notify(3)). */
export interface ServiceManager {
  /** How often it wants to hear WATCHDOG=1, in milliseconds; undefined: it does not. */
  readonly watchdogMs: number | undefined;
  /** Sends assignments such as READY=1; without systemd nothing. Never rejects. */
  tell(...assignments: readonly string[]): Promise<void>;
}

/**
 * Speaks through systemd-notify, because Node has no datagram sockets in the file system and an
 * addon in native code would be one more thing to build for each machine.
 */
export function createServiceManager(options: ServiceManagerOptions): ServiceManager {
  const { environment, run, logger } = options;
  const socket = environment['NOTIFY_SOCKET'];
  let hasFailed = false;
  const fail = (problem: string) => {
    if (!hasFailed) logger.warn({ problem }, 'systemd cannot be told');
    hasFailed = true;
  };
  return {
    watchdogMs: watchdogMs(options),
    async tell(...assignments) {
      if (!socket) return;
      // Tools are run without our environment.
      const args = [`NOTIFY_SOCKET=${socket}`, 'systemd-notify', ...assignments];
      try {
        const { exitCode, stderr } = await run('env', args);
        if (exitCode !== 0) fail(stderr.trim());
      } catch (error) {
        fail(errorText(error));
      }
    },
  };
}

/** The variables may be left over from a parent that systemd watches. */
function watchdogMs({ environment, pid }: ServiceManagerOptions): number | undefined {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID = String(pid) } = environment;
  const ms = Number(WATCHDOG_USEC) / 1_000;
  return NOTIFY_SOCKET && WATCHDOG_PID === String(pid) && ms > 0 ? ms : undefined;
}
