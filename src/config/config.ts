import { matchesGlob } from 'node:path';
import type { OwnSettings } from '../domain/check.ts';
import type { NodeSettings } from '../domain/node-settings.ts';
import { type CheckOptions, ownOptions } from './check-options.ts';
import type { HeatSettings } from './heat-settings.ts';
import { type ListenAddress, parseListenAddress } from './listen-address.ts';
import type { Take } from './option.ts';
import { globalOptions } from './options.ts';

/** Where an option's value comes from. */
export interface Origin {
  readonly key: string;
  /** As an operator writes it, credentials masked. */
  readonly value: string | readonly string[];
  /** A flag, a variable, a file, or "default". */
  readonly origin: string;
}

interface GlobalSettings {
  /** Empty: as collectNodeName finds it. */
  readonly nodeName: string;
  /** Of one check. */
  readonly timeoutMs: number;
  /** 0: one round only. */
  readonly waitMs: number;
  /** Between two rounds of the daemon. */
  readonly intervalMs: number;
  readonly report: readonly ('kubernetes' | 'heat')[];
  /** Empty: nothing is kept. */
  readonly stateDir: string;
  /** Empty: the service account, else the kubelet's. */
  readonly kubeconfig: string;
  /** Empty: as the kubeconfig has it. */
  readonly kubernetesServer: string;
  /** Undefined: nowhere. */
  readonly httpListen: ListenAddress | undefined;
  /** Empty: the host's files are our own. */
  readonly hostRoot: string;
  readonly output: 'auto' | 'text' | 'json';
  readonly color: 'auto' | 'never';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export interface Config extends GlobalSettings {
  /** What Magnum called the machine; empty: nothing. */
  readonly instanceName: string;
  readonly node: NodeSettings;
  readonly heat: HeatSettings;
  /** The own settings of the checks to run, by name, in the order of the checks. */
  readonly checks: Readonly<Record<string, OwnSettings>>;
  /** Of every option. */
  readonly origins: readonly Origin[];
}

export const globalSettings = (take: Take): GlobalSettings => ({
  nodeName: take(globalOptions.nodeName),
  timeoutMs: take(globalOptions.timeout),
  waitMs: take(globalOptions.wait),
  intervalMs: take(globalOptions.interval),
  report: take(globalOptions.report),
  stateDir: take(globalOptions.stateDir),
  kubeconfig: take(globalOptions.kubeconfig),
  kubernetesServer: take(globalOptions.kubernetesServer),
  httpListen: parseListenAddress(take(globalOptions.httpListen)),
  hostRoot: take(globalOptions.hostRoot),
  output: take(globalOptions.output),
  color: take(globalOptions.color),
  logLevel: take(globalOptions.logLevel),
});

export const nodeSettings = (take: Take): Omit<NodeSettings, 'magnum'> => ({
  flannel: take(globalOptions.flannelExpected),
  kubeProxy: take(globalOptions.kubeProxyExpected),
  external: take(globalOptions.external),
  proxied: take(globalOptions.httpsProxy) !== '' || take(globalOptions.httpProxy) !== '',
  httpsProxy: take(globalOptions.httpsProxy),
  httpProxy: take(globalOptions.httpProxy),
  noProxy: take(globalOptions.noProxy),
  subnetFile: take(globalOptions.subnetFile),
  flannelNetwork: take(globalOptions.flannelNetwork),
  flannelBackend: take(globalOptions.flannelBackend),
  flannelIface: take(globalOptions.flannelIface),
});

/** The settings of the checks that the option `checks` names. */
export function checkSettings(
  take: Take,
  checks: readonly CheckOptions[],
): Readonly<Record<string, OwnSettings>> {
  const patterns = take(globalOptions.checks);
  const settingsOf = (check: CheckOptions) =>
    ownOptions(check).map((option) => [option.name, take(option)] as const);
  return Object.fromEntries(
    checks
      .filter(({ name }) => patterns.some((pattern) => matchesGlob(name, pattern)))
      .map((check) => [check.name, Object.fromEntries(settingsOf(check))]),
  );
}
