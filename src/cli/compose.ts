import { pino } from 'pino';
import { checks } from '../checks/registry.ts';
import { type CommandRunner, createCommandRunner } from '../clients/command.ts';
import { createStateStore } from '../clients/state-store.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/settle.ts';
import type { ConfiguredCheck } from '../domain/check.ts';
import type { Logger } from '../domain/logger.ts';
import type { Probes } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { type ReasonPage, reasonPages } from '../domain/reason-pages.ts';
import { sharedReasons } from '../domain/shared-reasons.ts';
import type { StateStore } from '../domain/state-store.ts';
import { createLiveProbes } from '../probes/live-probes.ts';
import { toolTexts } from '../probes/tool-texts.ts';
import { composeKubernetes, type KubernetesParts } from './kubernetes.ts';
import type { Output } from './terminal.ts';

/** Tables for 5,000 nodes are more than a runner's usual limit. */
const toolLimits = { timeoutMs: 3_000, maxBytes: 4 * 1024 * 1024 };

export interface Surroundings {
  readonly stderr: Output;
  /** Where programs are looked for first. */
  readonly path: string;
  /** This process's variables; none if not given. */
  readonly environment?: Environment;
}

/** The parts of the program, wired together. */
export interface Parts {
  readonly logger: Logger;
  readonly commands: CommandRunner;
  readonly checks: readonly ConfiguredCheck[];
  readonly pages: readonly ReasonPage[];
  readonly docs: ReadonlyMap<string, ReasonDoc>;
  readonly store: StateStore;
  readonly kubernetes: KubernetesParts;
  /** Probes for one round: they end with the signal. */
  probesOfRound(signal: AbortSignal): Probes;
  /** What the network's tools print for a person, by name. */
  toolTexts(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Kills the programs that still run, and ends the connection with the API server. */
  close(): void;
}

export function compose(config: Config, { stderr, path, environment = {} }: Surroundings): Parts {
  const logger = pino({ level: config.logLevel, base: null }, stderr);
  const commands = createCommandRunner({ logger, path });
  const kubernetes = composeKubernetes(config, { commands, environment });
  const pages = reasonPages(checks, sharedReasons);
  return {
    logger,
    commands,
    checks: checks.flatMap((check) => {
      const options = config.checks[check.name];
      return options === undefined ? [] : [check.configure(config.node, options)];
    }),
    pages,
    docs: new Map(pages.map(({ reason, doc }) => [reason, doc])),
    store: createStateStore({ directory: config.stateDir, logger }),
    kubernetes,
    probesOfRound(signal) {
      const probes: Probes = createLiveProbes({
        commands,
        hostRoot: config.hostRoot,
        signal,
        logger,
        ownNode: () => kubernetes.ownNode(probes, signal),
      });
      return probes;
    },
    toolTexts: (signal) =>
      toolTexts((file, args) => commands.run(file, args, { ...toolLimits, signal })),
    close() {
      commands.killAll();
      void kubernetes.client.close();
    },
  };
}
