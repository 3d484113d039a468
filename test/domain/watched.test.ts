import t from 'tap';
import { watchedProcesses, watchedUnits } from '../../src/domain/watched.ts';

for (const [what, names] of Object.entries({ watchedProcesses, watchedUnits }))
  t.test(`each of ${what} is there once`, async (t) => {
    t.equal(new Set(names).size, names.length);
    for (const name of names) t.match(name, /^[a-z0-9][a-z0-9-]*$/);
  });
