import t from 'tap';
import { containerName, containerState } from '../../src/probes/container-name.ts';

const names = {
  'k8s_kube-proxy_kube-proxy-x7x2c_kube-system_0f9d_3': 'kube-proxy',
  'k8s_kube-proxy.adc74569_kube-proxy-10.0.0.5_kube-system_d1e2_4a5b': 'kube-proxy',
  'k8s_kube-proxy-exporter_exporter_monitoring_0f9d_0': 'kube-proxy-exporter',
  k8s_POD_kube_proxy: undefined,
  'k8s_POD.6059dfa2_kube-proxy_kube-system_d1e2_4a5b': undefined,
  'kube-proxy': 'kube-proxy',
  k8s_: '',
} as const;
for (const [name, own] of Object.entries(names)) {
  t.test(`${name} is ${own ?? 'a pause container'}`, async (t) => {
    t.equal(containerName(name), own);
  });
}

const states = [
  ['running', 'Up 3 hours', 'running'],
  ['restarting', 'Restarting (1) 5 seconds ago', 'restarting'],
  ['exited', 'Exited (0) 1 hour ago', 'exited'],
  ['stopped', '', 'exited'],
  ['paused', 'Up 3 hours (Paused)', 'other'],
  ['created', 'Created', 'other'],
  [undefined, 'Up 3 hours', 'running'],
  [undefined, 'Up 3 hours (Paused)', 'other'],
  [undefined, 'Restarting (1) 5 seconds ago', 'restarting'],
  [undefined, 'Exited (137) 2 days ago', 'exited'],
  [undefined, '', 'other'],
] as const;
for (const [state, status, seen] of states) {
  t.test(`${state ?? 'no state'} and "${status}" is ${seen}`, async (t) => {
    t.equal(containerState(state, status), seen);
  });
}
