import t from 'tap';
import type { RuleQuery } from '../../src/domain/probes.ts';
import { askForBundle } from '../../src/runner/ask-for-bundle.ts';
import { probesWith } from '../support/configured-check.ts';
import { absentFile } from '../support/facts.ts';

t.test('what no check has asked is asked, and of nat only chains by name', async (t) => {
  const paths: string[] = [];
  const queries: RuleQuery[] = [];
  const probes = probesWith({
    file: async (path) => {
      paths.push(path);
      return absentFile(path);
    },
    rules: async (query) => {
      queries.push(query);
      return [];
    },
  });
  await askForBundle(probes, { files: ['/etc/own'], timeoutMs: 60_000 });
  t.ok(paths.includes('/etc/resolv.conf'));
  t.ok(paths.includes('/proc/sys/net/ipv4/ip_forward'));
  t.ok(paths.includes('/etc/own'));
  const nat = queries.filter(({ table }) => table === 'nat');
  t.ok(nat.length > 0);
  t.ok(nat.every(({ chain }) => chain !== undefined));
});

t.test('a question that hangs is left behind', async (t) => {
  const probes = probesWith({ links: () => new Promise(() => {}) });
  await t.resolves(askForBundle(probes, { files: [], timeoutMs: 10 }));
});
