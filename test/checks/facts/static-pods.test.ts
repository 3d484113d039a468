import t from 'tap';
import { collectStaticPods, missingPods } from '../../../src/checks/facts/static-pods.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { Probes, ProcessTable } from '../../../src/domain/probes.ts';
import { probesWith } from '../../support/configured-check.ts';
import { container, processOf, processTable } from '../../support/facts.ts';

const kubelet = processOf('kubelet');
const etcd = processOf('etcd --data-dir=/var/lib/etcd', { pid: 2 });
const apiserver = processOf('/hyperkube apiserver --secure-port=6443', { pid: 3 });

const folders: Readonly<Record<string, readonly string[]>> = {
  '/etc/kubernetes/manifests': ['etcd.yaml', 'kube-proxy.yaml', 'kube-apiserver.manifest'],
};

const collect = (table: ProcessTable, probes: Partial<Probes> = {}) =>
  collectStaticPods(
    probesWith({ directory: async (path) => folders[path] ?? [], ...probes }),
    table,
  );

t.test('what the kubelet has to run is told by its manifests', async (t) => {
  const found = await collect(processTable([kubelet, etcd, apiserver]));
  t.same(found, {
    pods: [
      { name: 'etcd', manifest: '/etc/kubernetes/manifests/etcd.yaml', process: etcd },
      {
        name: 'kube-apiserver',
        manifest: '/etc/kubernetes/manifests/kube-apiserver.manifest',
        process: apiserver,
      },
    ],
  });
  t.same(missingPods(found), []);
});

t.test('runtimes are asked where one is missed', async (t) => {
  const list = { silent: [], containers: [container('etcd', { state: 'exited', restarts: 9 })] };
  const table = processTable([kubelet, apiserver, processOf('hyperkube')]);
  const found = await collect(table, { containers: async () => list });
  t.same(found.containers, list);
  t.same(
    missingPods(found).map(({ name }) => name),
    ['etcd'],
  );
  const silent = await collect(table, {
    containers: async () => Promise.reject(new ProbeError('ToolFailed', 'no answer')),
  });
  t.equal(silent.containers, undefined);
});

t.test('where processes are hidden no runtime can tell that one is missed', async (t) => {
  const found = await collect(processTable([kubelet], { complete: false }));
  t.equal(missingPods(found).length, 2);
});

t.test('without a kubelet, or without a right to look, there are no static pods', async (t) => {
  t.same(await collect(processTable([etcd])), { pods: [] });
  const directory = async () => Promise.reject(new ProbeError('NotPermitted', 'no'));
  t.same(await collect(processTable([kubelet]), { directory }), { pods: [] });
});
