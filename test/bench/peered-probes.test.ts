import t from 'tap';
import { checks } from '../../src/checks/registry.ts';
import { nodeSettings } from '../support/facts.ts';
import { peeredProbes } from './peered-probes.ts';

t.test('a node with many peers is healthy, and each peer has a subnet of its own', async (t) => {
  const probes = peeredProbes(4_900);
  const routes = await probes.routes();
  t.equal(new Set(routes.map(({ destination }) => destination)).size, routes.length);
  const { signal } = new AbortController();
  for (const check of checks) {
    const { status } = await check.configure(nodeSettings(), {}).run(probes, signal);
    t.match(status, /^(healthy|notApplicable)$/, check.name);
  }
});
