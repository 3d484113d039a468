import t from 'tap';
import { checks } from '../../src/checks/registry.ts';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';
import { faults } from './faults.ts';
import { rows } from './rows.ts';

/** Reasons that no node of the lab can have, each with why not and where it is tested. */
const withoutRow: Readonly<Record<string, string>> = {
  AgentStopped: 'of the daemon only: test/cluster/conditions.test.ts',
  CheckFailed: 'a mistake in node-check itself: test/runner',
  CheckStalled: 'of the daemon only: test/cluster/states.test.ts',
  PeersLost: 'the daemon alone remembers: test/cluster/watched-parts.test.ts',
  SubnetDiffersFromPodCIDR: 'the lab has no API server: test/cluster/states.test.ts',
  NoBootScripts: 'on every node without systemd: row.ts adds it to their rows',
  NoNodeServices: 'on every node without systemd: row.ts adds it to their rows',
  Starting: 'of the daemon only: test/cluster/states.test.ts',
};

const declared = [
  ...checks.flatMap((check) => Object.keys(check.reasons)),
  ...Object.keys(sharedReasons),
];

const expected = new Set(
  rows
    .flatMap(({ roots, consequences, unknown, notApplicable }) => [
      ...(roots ?? []),
      ...(consequences ?? []),
      ...(unknown ?? []),
      ...(notApplicable ?? []),
    ])
    .map((line) => line.split(' ')[1] ?? ''),
);

t.test('each declared reason has a row, or a line that says why it cannot have one', async (t) => {
  const missing = declared.filter((reason) => !expected.has(reason) && !(reason in withoutRow));
  t.strictSame(missing, []);
});

t.test('no reason has both, and none is made up', async (t) => {
  t.strictSame(
    Object.keys(withoutRow).filter((reason) => expected.has(reason)),
    [],
  );
  const named = [...expected, ...Object.keys(withoutRow)];
  t.strictSame(
    named.filter((reason) => !declared.includes(reason)),
    [],
  );
});

t.test('each fault is in some row', async (t) => {
  const used = new Set(rows.flatMap((row) => row.faults));
  t.strictSame(
    faults.map(({ name }) => name).filter((name) => !used.has(name)),
    [],
  );
});
