/** The base name of argv[0]. k3s writes its subcommand into it as well: "/usr/local/bin/k3s server". */
export function programName(args: readonly string[]): string {
  const [program = ''] = (args[0] ?? '').split(' ');
  return program.slice(program.lastIndexOf('/') + 1);
}

/** The arguments in the text of /proc/<pid>/cmdline, without what pads it to an older length. */
export function parseCommandLine(text: string): readonly string[] {
  const args = text.split('\0');
  // No regular expression: anybody may start a process with arguments on which it takes a second.
  return args.slice(0, Math.max(1, args.findLastIndex((arg) => arg !== '') + 1));
}

export interface ProcessStat {
  /** R, S, D, T, Z, … */
  readonly state: string;
  /** Since boot, in ticks of 1/100 s. */
  readonly startTicks: number;
}

/** The text of /proc/<pid>/stat; undefined when it is something else. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  // The second field is a name that may hold spaces and parentheses itself.
  const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const startTicks = Number(rest[18]);
  return state && Number.isInteger(startTicks) ? { state, startTicks } : undefined;
}

/** flannel's own variables; the others may be secrets and are dropped. */
export const parseEnvironment = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\0')
      .filter((entry) => /^FLANNELD_\w*=/.test(entry))
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
