import type { ServiceManager } from '../clients/service-manager.ts';
import type { Clock } from '../domain/clock.ts';
import type { Report } from '../domain/report.ts';
import type { Reporter } from '../domain/standing.ts';

export interface ServiceReporterOptions {
  readonly manager: ServiceManager;
  /** Of the rounds, in milliseconds. */
  readonly intervalMs: number;
  readonly clock: Pick<Clock, 'elapsed'>;
}

/** Tells systemd that the first round is over, how the node is, and that rounds still finish. */
export function createServiceReporter({
  manager,
  intervalMs,
  clock,
}: ServiceReporterOptions): Reporter {
  let last: Report | undefined;
  let told = '';
  let seenAt = clock.elapsed();
  const { watchdogMs } = manager;
  const timer =
    watchdogMs === undefined
      ? undefined
      : setInterval(() => {
          // One that has stalled has said so by now, and only a restart helps.
          if (clock.elapsed() - seenAt >= 4 * intervalMs) return;
          // Once more, because the first may be lost while systemd is busy.
          void manager.tell(...(last === undefined ? [] : ['READY=1']), 'WATCHDOG=1');
        }, watchdogMs / 3);
  return {
    report({ report }) {
      // A stall and the end are told with the report of the last round.
      if (report === undefined || report === last) return;
      last = report;
      seenAt = clock.elapsed();
      const [root] = report.rootCauses;
      const status = root === undefined ? report.status : `${report.status}, ${root.reason}`;
      if (status === told) return;
      told = status;
      void manager.tell('READY=1', `STATUS=${status}`);
    },
    async flush() {
      clearInterval(timer);
      await manager.tell('STOPPING=1');
    },
  };
}
