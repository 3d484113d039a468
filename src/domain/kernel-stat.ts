/** A file of /proc/net/stat: a line of names, then one of hexadecimal numbers for each processor. */
export interface KernelStat {
  /** How many entries the table holds; every processor tells the same. */
  readonly entries: number;
  /** What all processors have counted under a name since boot; 0 where the kernel has no such counter. */
  counted(name: string): number;
}

/** Undefined for what is no such file. */
export function parseKernelStat(text: string): KernelStat | undefined {
  const [names = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const numbersOf = (name: string): readonly number[] =>
    rows.map((row) => Number.parseInt(row[names.indexOf(name)] ?? '0', 16));
  const [entries] = numbersOf('entries');
  if (entries === undefined || Number.isNaN(entries) || names[0] !== 'entries') return undefined;
  return {
    entries,
    counted: (name) => numbersOf(name).reduce((sum, each) => sum + each, 0),
  };
}
