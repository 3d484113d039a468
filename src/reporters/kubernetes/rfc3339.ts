/** A time in UTC, to the second: the server cuts fractions off. */
export const rfc3339 = (timeMs: number): string =>
  `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
