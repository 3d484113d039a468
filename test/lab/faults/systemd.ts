import type { Fault } from '../fault.ts';

const needs = { init: 'systemd' } as const;

const looping = (name: string): Fault => ({
  name: `${name}-crash-looping`,
  summary: `${name} starts, says why it cannot go on, and ends, again and again`,
  inject: { node: `service_loops ${name}` },
  revert: { node: `services_mended ${name}` },
  needs,
});

/** Faults of the node's services and of the scripts that set it up: they need a real systemctl. */
export const systemdFaults: readonly Fault[] = [
  ...['docker', 'kubelet', 'flanneld', 'kube-proxy', 'heat-container-agent'].map(looping),
  {
    name: 'kubelet-stopped',
    summary: 'somebody stopped the kubelet, which is enabled',
    inject: { node: 'systemctl stop kubelet' },
    revert: { node: 'services_mended' },
    needs,
  },
  {
    name: 'docker-failed',
    summary: 'docker has failed and is not started again',
    inject: {
      node: `service_fails docker no
        systemctl kill --signal=KILL docker
        until systemctl is-failed --quiet docker; do sleep 0.05; done`,
    },
    revert: { node: 'services_mended docker' },
    needs,
  },
  {
    name: 'docker-hung',
    summary: 'docker runs, takes connections, and answers nothing',
    inject: { node: 'systemctl kill --signal=STOP docker' },
    revert: { node: 'systemctl kill --signal=CONT docker' },
    needs,
  },
  {
    name: 'flanneld-failed-at-boot',
    summary: 'flanneld failed when the node booted, so docker and the kubelet were not started',
    inject: {
      node: `systemctl stop kubelet docker flanneld
        service_fails flanneld no
        systemctl start kubelet 2>/dev/null || :`,
    },
    revert: { node: 'services_mended flanneld' },
    needs,
  },
  {
    name: 'containerd-disabled',
    summary: 'containerd is installed beside docker, and nobody uses it (odd, but no fault)',
    inject: {
      node: 'idle_service containerd /usr/bin/containerd; systemctl daemon-reload',
    },
    revert: { node: 'rm /etc/systemd/system/containerd.service; systemctl daemon-reload' },
    needs,
  },
  {
    name: 'static-pod-missing',
    summary: "etcd's manifest is there, and the kubelet does not run it",
    inject: { node: 'static_pod' },
    revert: { node: 'rm -r /etc/kubernetes/manifests' },
    needs,
  },
  {
    name: 'user-data-failed',
    summary: 'a part of the user data could not resolve a name, and failed',
    inject: { node: 'cloud_init_fails' },
    revert: { node: 'write_cloud_init; rm /var/log/cloud-init-output.log' },
    needs,
  },
  {
    name: 'user-data-running',
    summary: 'cloud-init has not finished yet (odd, but no fault)',
    inject: { node: 'cloud_init_runs' },
    revert: { node: 'write_cloud_init' },
    needs,
  },
  {
    name: 'deployment-failed',
    summary: 'a script that Heat deployed has failed',
    inject: { node: 'write_deployment 1' },
    revert: { node: 'write_deployment 0' },
    needs,
  },
];
