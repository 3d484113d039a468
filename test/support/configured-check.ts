import type { ConfiguredCheck } from '../../src/domain/check.ts';
import type { Probes } from '../../src/domain/probes.ts';

/** A check that does as it is told. */
export const checkThat = (run: ConfiguredCheck['run'], name = 'sample'): ConfiguredCheck => ({
  name,
  condition: 'FlannelProblem',
  asks: 'node',
  run,
});

/** Probes for checks that ask nothing but what is given. */
export const probesWith = (given: Partial<Probes>): Probes =>
  new Proxy(given as Probes, {
    get: (target, name) =>
      Reflect.get(target, name) ?? (() => Promise.reject(new Error('unasked'))),
  });
