import t from 'tap';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';

/** The daemon's own state, of which it is sure. */
const toldAtOnce = ['CheckStalled', 'AgentStopped'];

for (const [reason, doc] of Object.entries(sharedReasons)) {
  t.test(`${reason} is a question that stays open: it brings nothing about`, async (t) => {
    t.match(doc, { scope: 'node', confirmAfterMs: 60_000, causes: [] });
    t.equal('toldAtOnce' in doc, toldAtOnce.includes(reason));
    t.notOk('permanent' in doc, 'and never lets a cluster fail early');
  });

  t.test(`${reason} has a whole page in the runbook`, async (t) => {
    t.match(reason, /^([A-Z][a-z]+)+$/, 'its name is CamelCase');
    for (const text of [doc.cause, doc.remedy]) t.match(text, /^\S.*\.$/, text);
    t.match(doc.confirm, /\S/);
    t.match(doc.reference, /^(https:\/\/|docs\/)/);
    t.notMatch(`${doc.confirm} ${doc.remedy}`, /\{subject\}/, 'it has no subject to name');
  });
}

t.test('the reasons of the runner and of the probes are among them', async (t) => {
  const names = ['CheckTimedOut', 'CheckFailed', 'ToolMissing', 'ToolTooOld', 'NotPermitted'];
  t.has(sharedReasons, Object.fromEntries(names.map((name) => [name, {}])));
});
