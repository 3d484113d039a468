/** Short and without a blank: 3ms, 1.2s, 60s. */
export const formatDuration = (ms: number): string =>
  ms < 999.5 ? `${Math.round(ms)}ms` : `${Math.round(ms / 100) / 10}s`;
