import t from 'tap';
import { nodeServices } from '../../src/checks/node-services.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { LogQuery, Probes, Unit } from '../../src/domain/probes.ts';
import { probesWith } from '../support/configured-check.ts';
import { nodeSettings, processOf, processTable, unit } from '../support/facts.ts';

const { signal } = new AbortController();
const enabled = { unitFileState: 'enabled' } as const;
const inactive = { ...enabled, activeState: 'inactive', subState: 'dead' } as const;
const kubelet = processOf('kubelet');

const run = (units: readonly Unit[], probes: Partial<Probes> = {}) =>
  nodeServices.configure(nodeSettings(), {}).run(
    probesWith({
      units: async () => units,
      processes: async () => processTable([kubelet, processOf('dockerd')]),
      runtime: async () => ({ kind: 'answers' }),
      directory: async () => [],
      ...probes,
    }),
    signal,
  );

t.test('services that run are healthy, and no log is asked for', async (t) => {
  t.same(await run([unit('docker', enabled), unit('kubelet', enabled)]), {
    status: 'healthy',
    message: 'docker, kubelet run',
    seen: ['docker', 'kubelet'],
  });
});

t.test('where nothing is set up there is nothing to judge', async (t) => {
  const processes = async () => processTable();
  t.match(await run([], { processes }), {
    status: 'notApplicable',
    findings: [{ reason: 'NoNodeServices' }],
  });
});

t.test('what is broken brings the last lines of its log', async (t) => {
  const asked: LogQuery[] = [];
  const logTail: Probes['logTail'] = async (query) => {
    asked.push(query);
    return query.units[0] === 'docker' ? { source: 'journal of docker', lines: ['no'] } : undefined;
  };
  const units = [
    unit('docker', inactive),
    unit('kubelet', { ...inactive, requires: ['docker'] }),
    unit('etcd', inactive),
  ];
  t.match(await run(units, { logTail }), {
    status: 'unhealthy',
    findings: [
      { reason: 'ServiceDown', subject: 'docker', evidence: ['journal of docker:', 'no'] },
      { reason: 'ServiceBlocked', subject: 'kubelet', evidence: undefined },
      { reason: 'ServiceDown', subject: 'etcd', evidence: undefined },
    ],
  });
  t.same(
    asked.map((query) => query.units),
    [['docker'], ['etcd']],
  );
});

t.test('where systemd cannot be asked, what runs is an answer as well', async (t) => {
  const units = () => Promise.reject(new ProbeError('ToolMissing', 'systemctl is not installed'));
  t.match(await run([], { units }), {
    status: 'unknown',
    findings: [{ reason: 'ToolMissing', answeredBy: 'docker, kubelet run' }],
  });
  // A pod sees no runtime's socket.
  const runtime = async () => ({ kind: 'absent' }) as const;
  t.match(await run([], { units, runtime }), {
    status: 'unknown',
    findings: [{ answeredBy: 'docker, kubelet run' }],
  });
  const processes = async () => processTable();
  t.match(await run([], { units, processes }), {
    status: 'unknown',
    findings: [{ reason: 'ToolMissing', answeredBy: undefined }],
  });
});

t.test('a static pod that may be hidden is an open question', async (t) => {
  const verdict = await run([], {
    processes: async () => processTable([kubelet], { complete: false }),
    directory: async (path) => (path.startsWith('/etc') ? ['etcd.yaml'] : []),
  });
  t.match(verdict, { status: 'unknown', findings: [{ reason: 'ProcessesNotVisible' }] });
});
