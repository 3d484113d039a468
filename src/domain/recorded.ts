import type { Probes } from './probes.ts';

/** A question that was put to the probes, and what came of it: an answer, or why there was none. */
export type Recorded = {
  readonly [Probe in keyof Probes]: {
    readonly probe: Probe;
    readonly args: Readonly<Parameters<Probes[Probe]>>;
    readonly answer?: Awaited<ReturnType<Probes[Probe]>>;
    readonly error?: string;
  };
}[keyof Probes];
