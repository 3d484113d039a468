import { join } from 'node:path';
import type { Row } from '../row.ts';

const shell = join(import.meta.dirname, '../shell');

/** As on a machine whose neighbour table holds so many entries of 1024. */
const withNeighbours = (...entries: readonly string[]): readonly string[] => [
  'bash',
  `${shell}/neighbour-table.sh`,
  ...entries,
];

/** Tables that have an end. */
export const limitRows: readonly Row[] = [
  { faults: ['conntrack-full'], roots: ['node-limits ConntrackFull'] },
  {
    faults: [],
    through: withNeighbours('1020'),
    roots: ['node-limits NeighbourTableFull'],
  },
  { faults: [], through: withNeighbours('900') },
  // Permanent entries are counted, but take no room.
  { faults: ['many-peers'], through: withNeighbours('1150') },
  { faults: ['addresses-exhausted'], roots: ['pod-bridge PodAddressesExhausted'] },
  { faults: ['addresses-exhausted-no-bridge'], roots: ['pod-bridge PodAddressesExhausted'] },
  { faults: ['addresses-leaked'] },
  { faults: ['addresses-of-earlier-subnet'] },
];
