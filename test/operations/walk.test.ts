// docs/operations.md, command by command, on a node of a real cluster.
import t from 'tap';
import { findSitePrograms, withOperations } from './requirements.ts';
import { startSite } from './site.ts';
import { walk } from './walk.ts';

await withOperations(t, async () => {
  const programs = findSitePrograms();
  if (programs === undefined) return;
  const site = await startSite(programs);
  t.teardown(() => site.close());
  for await (const { chapter, step, command, code, output } of walk(site)) {
    t.equal(code, step.code ?? 0, `${chapter.title}: how ${command} ends`, { output });
    t.match(output, step.prints, `${chapter.title}: ${command} prints what it should`);
  }
});
