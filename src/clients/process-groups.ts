/** The process groups of running tools, by the number of their first process. */
export interface ProcessGroups {
  /** Gives back what kills the group, once: later its number may belong to others. */
  track(group: number | undefined): () => void;
  killAll(): void;
  /** How many there are. */
  readonly size: number;
}

export function createProcessGroups(): ProcessGroups {
  const groups = new Set<number>();
  const release = (group: number) => {
    if (groups.delete(group)) kill(group);
  };
  return {
    track(group) {
      if (group === undefined) return () => {};
      groups.add(group);
      return () => release(group);
    },
    killAll() {
      for (const group of groups) release(group);
    },
    get size() {
      return groups.size;
    },
  };
}

function kill(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody is left in it, or what is left runs as another user.
  }
}
