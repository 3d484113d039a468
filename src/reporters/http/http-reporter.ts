import type { Clock } from '../../domain/clock.ts';
import type { Reporter, Standing } from '../../domain/standing.ts';
import { formatDuration } from '../format-duration.ts';
import type { HeatReporter } from '../heat/heat-reporter.ts';
import type { KubernetesReporter } from '../kubernetes/reporter.ts';
import { exposition, expositionType } from './exposition.ts';
import { measure } from './metrics.ts';
import { ownProcess } from './own-process.ts';
import { pagePolicy, renderPage } from './page.ts';
import { type Answer, createBoundedServer, plain, type ServerOptions } from './server.ts';
import type { Situation } from './situation.ts';
import { statusJson } from './status.ts';

export interface HttpReporter extends Reporter {
  /** Stops listening, and ends every connection. */
  close(): Promise<void>;
}

export interface HttpReporterOptions
  extends Omit<ServerOptions, 'answer'>,
    Pick<Situation, 'version' | 'pages'> {
  readonly clock: Clock;
  /** Of the rounds, in milliseconds. */
  readonly intervalMs: number;
  readonly sources: HttpSources;
}

/** What is asked whenever somebody wants to know. */
export interface HttpSources {
  /** Undefined when the cluster is not to be told. */
  kubernetes(): Pick<KubernetesReporter, 'deliveries' | 'rival'> | undefined;
  /** Undefined when Heat is not to be told. */
  heat(): Pick<HeatReporter, 'progress' | 'deliveries'> | undefined;
  /** Programs, since the start. */
  toolsStarted(): number;
  /** Of these. */
  toolsRunning(): number;
}

const nothingYet: Standing = { report: undefined, conditions: [], withdrawn: [], transitions: [] };

/** Answers whoever asks how this node is, from the start on. */
export function createHttpReporter(options: HttpReporterOptions): HttpReporter {
  const { clock, intervalMs, sources, version, pages } = options;
  let standing = nothingYet;
  let rounds = 0;
  let roundAt: number | undefined;
  let seenAt = clock.elapsed();

  // As systemd's watchdog has it: one that has stalled has told the cluster by now.
  const isStalled = () => clock.elapsed() - seenAt >= 4 * intervalMs;
  const stall = () => `no round has finished for ${formatDuration(clock.elapsed() - seenAt)}`;

  const situation = (): Situation => {
    const kubernetes = sources.kubernetes();
    const heat = sources.heat();
    return {
      ...{ version, pages, standing, rounds, roundAt },
      isStalled: isStalled(),
      now: clock.now(),
      cluster: kubernetes && { ...kubernetes.deliveries(), rival: kubernetes.rival },
      heat: heat && { ...heat.progress(), deliveries: heat.deliveries() },
      toolsStarted: sources.toolsStarted(),
      toolsRunning: sources.toolsRunning(),
    };
  };

  const answers = new Map<string, () => Answer | Promise<Answer>>([
    [
      '/',
      () => ({ ...ok('text/html; charset=utf-8', renderPage(situation())), policy: pagePolicy }),
    ],
    ['/livez', () => (isStalled() ? plain(503, stall()) : plain(200, 'ok'))],
    [
      '/readyz',
      () => (rounds === 0 ? plain(503, 'the first round is not over') : plain(200, 'ok')),
    ],
    ['/status', () => ok('application/json', statusJson(situation()))],
    [
      '/metrics',
      async () =>
        ok(expositionType, await exposition(measure({ ...situation(), own: await ownProcess() }))),
    ],
  ]);

  const server = createBoundedServer({
    ...options,
    answer: async (path) => answers.get(path)?.(),
  });

  return {
    report(newest) {
      // A stall and the end are told with the report of the last round.
      if (newest.report !== undefined && newest.report !== standing.report) {
        rounds += 1;
        roundAt = clock.now();
        seenAt = clock.elapsed();
      }
      standing = newest;
    },
    async flush() {},
    close: () => server.close(),
  };
}

const ok = (type: string, body: string): Answer => ({ status: 200, type, body });
