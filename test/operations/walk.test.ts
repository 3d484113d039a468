// docs/operations.md, command by command, on a node of a real cluster.
import t, { type Test } from 'tap';
import { findSitePrograms, type SitePrograms, withOperations } from './requirements.ts';
import { startSite } from './site.ts';
import { walk } from './walk.ts';

async function testWalk(t: Test, programs: SitePrograms): Promise<void> {
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
}

await withOperations(t, async () => {
  const programs = findSitePrograms();
  if (programs !== undefined)
    await t.test('its commands do what it says', (t) => testWalk(t, programs));
});
