import { getNode } from '../clients/kubernetes-node.ts';
import type { KeptConditions } from '../domain/condition-state.ts';
import { keptConditions } from '../domain/kept-conditions.ts';
import { keptFromServer } from '../domain/server-conditions.ts';
import type { Reporter } from '../domain/standing.ts';
import { bootedAt } from '../probes/boot.ts';
import { noDeliveries } from '../reporters/deliveries.ts';
import {
  createKubernetesReporter,
  type KubernetesReporter,
} from '../reporters/kubernetes/reporter.ts';
import { createLateReporter } from '../reporters/late-reporter.ts';
import { startTimer } from '../runner/timer.ts';
import type { Judging } from './judge.ts';
import { systemClock } from './system-clock.ts';

export interface KubernetesReporting {
  readonly reporter: Reporter;
  /** How it goes; it fails while this node has no credentials. */
  current(): Pick<KubernetesReporter, 'deliveries' | 'rival'>;
  /** What could not be told by now, for people. */
  problems(): readonly string[];
}

/** A node that boots has its kubelet's credentials only after a while: until then nobody is told. */
export function kubernetesReporting({ parts, signal }: Judging): KubernetesReporting {
  const { kubernetes, logger, store } = parts;
  let reporter: KubernetesReporter | undefined;
  let isLacking = false;
  const open = async (): Promise<Reporter | undefined> => {
    const found = await kubernetes.access.find();
    if (found.kind === 'none') {
      if (!isLacking) logger.error({ problem: found.detail }, 'the cluster cannot be told');
      isLacking = true;
      return undefined;
    }
    const nodeName = await kubernetes.nodeName(parts.probesOfRound(signal));
    logger.info({ nodeName }, 'the cluster is told');
    reporter = createKubernetesReporter({
      client: kubernetes.client,
      nodeName,
      clock: systemClock,
      logger,
      store,
      random: Math.random,
      onNode: kubernetes.onNode,
    });
    return reporter;
  };
  const notYet = () => {
    const none = { ...noDeliveries, failing: isLacking ? ('credentials' as const) : undefined };
    return { conditions: none, events: none };
  };
  return {
    reporter: createLateReporter(open),
    current: () => reporter ?? { deliveries: notYet, rival: false },
    problems() {
      const { lastSuccessAt, failing } = reporter?.deliveries().conditions ?? {};
      if (lastSuccessAt !== undefined && failing === undefined) return [];
      return [`the cluster was not told (${failing ?? 'no credentials'})`];
    },
  };
}

/** The API server may be the very thing that is out of reach. */
const askingMs = 5_000;

/** What stood when the last process ended; without a state of its own, what it left at the API server. */
export async function keptBefore({
  config,
  parts: { kubernetes, store, probesOfRound },
  signal,
}: Judging): Promise<KeptConditions | undefined> {
  const kept = await store.load(keptConditions);
  if (kept !== undefined || !config.report.includes('kubernetes')) return kept;
  const over = new AbortController();
  const callOff = startTimer(() => over.abort(), askingMs);
  const name = await kubernetes.nodeName(probesOfRound(signal));
  const answer = await getNode(kubernetes.client, name, AbortSignal.any([over.signal, signal]));
  callOff();
  return answer.kind === 'ok' ? keptFromServer(answer.conditions, await bootedAt()) : undefined;
}
