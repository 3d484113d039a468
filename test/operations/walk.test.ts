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
  const transitions: (readonly string[])[] = [];
  for await (const { chapter, step, command, code, output } of walk(site)) {
    if (command.includes('lastTransitionTime'))
      transitions.push(output.split('\n').filter((line) => line.includes('Problem')));
    t.equal(code, step.code ?? 0, `${chapter.title}: how ${command} ends`, { output });
    t.match(output, step.prints, `${chapter.title}: ${command} prints what it should`);
  }
  const [before, after] = transitions;
  t.same(after, before, 'a newer image changes no time of transition');
  t.equal(before?.length, 5);
});
