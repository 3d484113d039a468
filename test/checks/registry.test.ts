import t from 'tap';
import { checks } from '../../src/checks/registry.ts';
import { conditionTypes } from '../../src/domain/conditions.ts';
import type { RuleQuery } from '../../src/domain/probes.ts';
import type { ReasonDoc } from '../../src/domain/reason.ts';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';
import { findingsOf } from '../../src/domain/verdict.ts';
import { nodeSettings } from '../support/facts.ts';
import { type FakeNode, probesOf, vxlanNode } from '../support/fake-node.ts';
import { fakeProbes } from '../support/fake-probes.ts';
import { fakeRules } from '../support/fake-rules.ts';
import { healthyNodes } from '../support/healthy-nodes.ts';

const { signal } = new AbortController();

const ownReasons: readonly (readonly [reason: string, doc: ReasonDoc])[] = checks.flatMap(
  ({ reasons }) => Object.entries<ReasonDoc>(reasons),
);
const docs = new Map<string, ReasonDoc>([...ownReasons, ...Object.entries(sharedReasons)]);

const isUnique = (names: readonly string[]): boolean => new Set(names).size === names.length;

t.test('checks have names of their own, in kebab-case', async (t) => {
  const names = checks.map(({ name }) => name);
  t.ok(isUnique(names));
  for (const name of names) t.match(name, /^[a-z]+(-[a-z]+)*$/);
});

t.test('each check belongs to a condition, and says in a sentence what it judges', async (t) => {
  for (const { name, condition, summary } of checks) {
    t.ok(conditionTypes.includes(condition), name);
    t.match(summary, /^\S.*[^.]\.$/, name);
  }
});

t.test('only checks that need somebody beyond this node ask outside', async (t) => {
  const outside = checks.filter(({ asks }) => asks === 'outside');
  t.same(
    outside.map(({ name }) => name),
    ['external-ping', 'external-http', 'node-dns'],
  );
});

t.test('each option has a sentence, and a text or texts by default', async (t) => {
  for (const { name, defaults, options } of checks) {
    t.same(Object.keys(options), Object.keys(defaults), name);
    for (const [option, sentence] of Object.entries<string>(options))
      t.match(sentence, /^[A-Z].*\.$/, `${name}.${option}`);
    for (const [option, value] of Object.entries<unknown>(defaults)) {
      const texts = Array.isArray(value) ? value : [value];
      t.ok(
        texts.every((text) => typeof text === 'string'),
        `${name}.${option}`,
      );
    }
  }
});

t.test('reasons are unique over all checks, in CamelCase', async (t) => {
  const names = [...ownReasons.map(([reason]) => reason), ...Object.keys(sharedReasons)];
  t.ok(isUnique(names));
  for (const name of names) t.match(name, /^([A-Z][a-z]+|DNS|IP|CIDR)+$/);
});

t.test('each reason has a whole page', async (t) => {
  for (const [reason, { cause, confirm, remedy, reference, confirmAfterMs }] of docs) {
    t.match(cause, /^\S.*[.)]$/s, `${reason}: cause`);
    t.match(confirm, /\S/, `${reason}: confirm`);
    t.match(remedy, /\S/, `${reason}: remedy`);
    t.match(reference, /^(https:\/\/\S+|docs\/\S+)$/, `${reason}: reference`);
    t.ok([2_000, 60_000].includes(confirmAfterMs), `${reason}: confirmAfterMs`);
  }
});

t.test('waiting cannot help only where something has to be configured', async (t) => {
  const permanent = ownReasons.filter(([, doc]) => doc.permanent === true);
  t.same(
    permanent.map(([reason]) => reason),
    ['DockerBipNotConfigured', 'UserDataFailed'],
  );
});

t.test('what a reason can cause is a reason', async (t) => {
  for (const [reason, { causes }] of docs) {
    t.ok(isUnique(causes), reason);
    for (const caused of causes) t.ok(docs.has(caused), `${reason} causes ${caused}`);
  }
});

t.test('no reason causes itself, not by way of others either', async (t) => {
  for (const [reason] of docs) t.notOk(consequencesOf(reason).has(reason), reason);
});

function consequencesOf(reason: string): ReadonlySet<string> {
  const found = new Set(docs.get(reason)?.causes);
  // What is added to a set while it is walked is walked too.
  for (const caused of found) for (const next of docs.get(caused)?.causes ?? []) found.add(next);
  return found;
}

t.test('causes are looked for where they may be', async (t) => {
  const checkOf = new Map(
    checks.flatMap(({ name, reasons }) => Object.keys(reasons).map((reason) => [reason, name])),
  );
  const paths = new Set(
    ownReasons.flatMap(([reason, { causes }]) =>
      causes.flatMap((caused) => {
        const check = checkOf.get(caused);
        return check === undefined ? [] : [`${checkOf.get(reason)} → ${check}`];
      }),
    ),
  );
  t.same([...paths].toSorted(), [
    'default-route → boot-scripts',
    'default-route → external-http',
    'default-route → external-ping',
    'default-route → node-dns',
    'external-http → external-http',
    'external-ping → boot-scripts',
    'external-ping → external-http',
    'external-ping → node-dns',
    'flannel-daemon → flannel-interface',
    'flannel-daemon → flannel-routes',
    'flannel-daemon → flannel-subnet-file',
    'flannel-daemon → node-services',
    'flannel-interface → flannel-routes',
    'flannel-subnet-file → flannel-interface',
    'flannel-subnet-file → kernel-forwarding',
    'flannel-subnet-file → pod-bridge',
    'node-dns → boot-scripts',
    'node-dns → external-http',
    'node-dns → node-dns',
    'node-limits → default-route',
    'node-limits → external-http',
    'node-limits → external-ping',
    'node-limits → node-dns',
    'node-services → boot-scripts',
    'node-services → flannel-daemon',
    'node-services → kube-proxy',
    'node-services → node-services',
    'node-services → pod-bridge',
  ]);
});

/** Every check on one node, each with whatever is not healthy. */
async function outcomeOf(
  node: Partial<FakeNode>,
  said: Parameters<typeof nodeSettings>[0],
): Promise<{ readonly wrong: readonly string[]; readonly notApplicable: readonly string[] }> {
  const verdicts = await Promise.all(
    checks.map(async (check) => {
      const probes = probesOf({ ...vxlanNode, ...node });
      const verdict = await check.configure(nodeSettings(said), {}).run(probes, signal);
      return { name: check.name, verdict };
    }),
  );
  const linesOf = (statuses: readonly string[]) =>
    verdicts
      .filter(({ verdict }) => statuses.includes(verdict.status))
      .flatMap(({ name, verdict }) => findingsOf(verdict).map(({ reason }) => `${name} ${reason}`));
  return { wrong: linesOf(['unhealthy', 'unknown']), notApplicable: linesOf(['notApplicable']) };
}

t.test('nothing is wrong with a healthy node', async (t) => {
  for (const { title, node, said, notApplicable = [] } of healthyNodes)
    t.same(await outcomeOf(node, said), { wrong: [], notApplicable }, title);
});

t.test('what is dear is not asked of a healthy node', async (t) => {
  const { containers, forwardingEntries } = fakeProbes();
  const rules = async (query: RuleQuery) => {
    t.ok(query.table === 'filter' || query.chain !== undefined, 'the whole nat table');
    return fakeRules(vxlanNode.rules)(query);
  };
  const probes = { ...probesOf(vxlanNode), containers, forwardingEntries, rules };
  for (const check of checks) {
    const verdict = await check.configure(nodeSettings(), {}).run(probes, signal);
    t.match(verdict.status, /^(healthy|notApplicable)$/, check.name);
  }
});

t.test('no message ends with a full stop', async (t) => {
  const bare = { ...vxlanNode, files: {}, links: [], routes: [], http: {}, unreachable: true };
  for (const check of checks) {
    for (const node of [vxlanNode, bare]) {
      const settings = nodeSettings({ flannel: 'expected', kubeProxy: 'expected' });
      const verdict = await check.configure(settings, {}).run(probesOf(node), signal);
      const messages =
        verdict.status === 'healthy'
          ? [verdict.message]
          : verdict.findings.map(({ message }) => message);
      for (const message of messages) t.match(message, /[^.]$/, `${check.name}: ${message}`);
    }
  }
});
