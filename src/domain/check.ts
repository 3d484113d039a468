import type { NodeSettings } from './node-settings.ts';
import type { Probes } from './probes.ts';
import type { ReasonDoc } from './reason.ts';
import type { SharedReason } from './shared-reasons.ts';
import type { Verdict } from './verdict.ts';

export type ConditionType =
  | 'FlannelProblem'
  | 'ExternalNetworkProblem'
  | 'DNSProblem'
  | 'KubeProxyProblem'
  | 'PodNetworkProblem'
  | 'NodeServiceProblem';

/** Whether a check's answer lies on this node, or needs somebody beyond it. */
export type Asks = 'node' | 'outside';

/** A check's own options by name: a text, or a list of texts. */
export type OwnSettings = Readonly<Record<string, string | readonly string[]>>;

/** What a check reads: its own options, and what is said of the whole node. */
export type Settings<Own> = Own & { readonly node: NodeSettings };

/** One question about this node: collect the facts, then evaluate them. */
export interface CheckSpec<Facts, Own extends OwnSettings, Reason extends string> {
  readonly name: string;
  readonly condition: ConditionType;
  /** When something on this node has changed, only those that ask the node run anew. */
  readonly asks: Asks;
  /** One sentence for the README and --help. */
  readonly summary: string;
  readonly defaults: Own;
  /** A sentence for each of the check's own options. */
  readonly options: { readonly [Option in keyof Own]: string };
  /** What Magnum's heat-params say of an option, as the text of a flag; undefined: nothing. */
  readonly heatParams?: {
    readonly [Option in keyof Own]?: (params: ReadonlyMap<string, string>) => string | undefined;
  };
  readonly reasons: Readonly<Record<Reason, ReasonDoc>>;
  /** The only half that touches the outside world, and only through `probes`. */
  collect(probes: Probes, settings: Settings<Own>, signal: AbortSignal): Promise<Facts>;
  /** Pure: the same facts and settings always give the same verdict. */
  evaluate(facts: Facts, settings: Settings<Own>): Verdict<NoInfer<Reason> | SharedReason>;
}

/** A check whose settings are known, so that a runner need not know their type. */
export interface ConfiguredCheck {
  readonly name: string;
  readonly condition: ConditionType;
  readonly asks: Asks;
  run(probes: Probes, signal: AbortSignal): Promise<Verdict>;
}

export interface Check<Facts, Own extends OwnSettings, Reason extends string>
  extends CheckSpec<Facts, Own, Reason> {
  /** Options that the check does not have, or of another kind than its defaults, are passed over. */
  configure(node: NodeSettings, options: OwnSettings): ConfiguredCheck;
}

/**
 * Infers facts from `collect` (so write it before `evaluate`) and reasons from `reasons`,
 * so that `evaluate` cannot return a reason that has no page in the runbook.
 */
export function defineCheck<Facts, Own extends OwnSettings, Reason extends string>(
  spec: CheckSpec<Facts, Own, Reason>,
): Check<Facts, Own, Reason> {
  return {
    ...spec,
    configure(node, options) {
      const settings = { ...spec.defaults, ...ownOf(spec.defaults, options), node };
      return {
        name: spec.name,
        condition: spec.condition,
        asks: spec.asks,
        run: async (probes, signal) =>
          spec.evaluate(await spec.collect(probes, settings, signal), settings),
      };
    },
  };
}

/** What `given` says of the options in `defaults`. */
function ownOf<Own extends OwnSettings>(defaults: Own, given: OwnSettings): Partial<Own> {
  const known = Object.entries(given).filter(
    ([name, value]) =>
      Object.hasOwn(defaults, name) && Array.isArray(defaults[name]) === Array.isArray(value),
  );
  // Each entry has a name and a kind of Own's: that is what was filtered.
  return Object.fromEntries(known) as Partial<Own>;
}
