import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type NodeName, stepEnvironment } from '../lab/shape.ts';
import { fileOn } from './certificates.ts';
import type { Cluster } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';
import { imageRoot } from './image.ts';
import { podEnvironment, writeFiles, writeTokenFiles } from './kubeconfig.ts';
import { type Pod, podToken, type Variable, type Volume, type VolumeMount } from './pod.ts';

const script = join(import.meta.dirname, 'pod.sh');
const tokenFolder = '/run/secrets/kubernetes.io/serviceaccount';

/**
 * Lays out on a node what its kubelet would for this pod. Returns the command that runs node-check
 * there as the pod has it: with runc, in the image's root, with the pod's mounts and rights.
 */
export async function preparePod(
  { lab, plane }: Cluster,
  node: NodeName,
  pod: Pod,
): Promise<readonly string[]> {
  const machine = lab.pids[node];
  const { name, namespace } = pod.metadata;
  const folder = `/run/lab/pods/${name}`;
  writeTokenFiles(plane, machine, { token: await podToken(plane, pod), namespace });
  for (const { hostPath } of pod.spec.volumes)
    if (hostPath?.type === 'DirectoryOrCreate')
      mkdirSync(fileOn(machine, hostPath.path), { recursive: true });
  const { NODE_IP: address = '' } = stepEnvironment(lab.shape, node);
  writeFiles(machine, {
    ...(await configFiles(plane, pod, folder)),
    [`${folder}/config.json`]: JSON.stringify(runcConfig(pod, { node, address, folder })),
  });
  return ['bash', script, folder];
}

async function configFiles(
  plane: ControlPlane,
  { metadata, spec }: Pod,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const { name, configMap } of spec.volumes) {
    if (configMap === undefined) continue;
    const { data } = await plane.api.get<{ readonly data: Readonly<Record<string, string>> }>(
      `/api/v1/namespaces/${metadata.namespace}/configmaps/${configMap.name}`,
    );
    for (const [key, text] of Object.entries(data)) files[`${folder}/${name}/${key}`] = text;
  }
  return files;
}

interface Place {
  readonly node: NodeName;
  readonly address: string;
  /** Where the files lie that the kubelet would make. */
  readonly folder: string;
}

/** https://github.com/opencontainers/runtime-spec/blob/main/config.md */
function runcConfig({ spec }: Pod, place: Place) {
  const [{ env, securityContext, volumeMounts, resources }] = spec.containers;
  const capabilities = securityContext.capabilities.add.map((name) => `CAP_${name}`);
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 0, gid: 0 },
      // As the image has it.
      args: ['/usr/bin/node-check'],
      env: Object.entries({ ...podEnvironment, ...variables(env, place) }).map(
        ([name, value]) => `${name}=${value}`,
      ),
      cwd: '/',
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
      noNewPrivileges: !securityContext.allowPrivilegeEscalation,
    },
    root: { path: imageRoot(), readonly: securityContext.readOnlyRootFilesystem },
    mounts: [
      ...ofRuntime,
      ...volumeMounts
        .toSorted((a, b) => depth(a) - depth(b))
        .map((mount) => mountOf(mount, spec.volumes, place)),
    ],
    linux: {
      namespaces: [
        ...['mount', 'ipc'],
        ...(spec.hostPID ? [] : ['pid']),
        ...(spec.hostNetwork ? [] : ['network', 'uts']),
      ].map((type) => ({ type })),
      resources: {
        devices: [{ allow: false, access: 'rwm' }],
        memory: { limit: Number.parseInt(resources.limits.memory, 10) * 1024 * 1024 },
      },
      maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/sys/firmware'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
    },
  };
}

function variables(env: readonly Variable[], { node, address }: Place) {
  const fields: Readonly<Record<string, string>> = {
    'spec.nodeName': node,
    'status.hostIP': address,
  };
  const known: Record<string, string> = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  };
  for (const { name, value = '', valueFrom } of env)
    known[name] =
      valueFrom === undefined
        ? value.replaceAll(/\$\((\w+)\)/g, (_, other) => known[other] ?? '')
        : (fields[valueFrom.fieldRef.fieldPath] ?? '');
  return known;
}

const depth = ({ mountPath }: VolumeMount): number => mountPath.split('/').length;

function mountOf(
  { name, mountPath, readOnly }: VolumeMount,
  volumes: readonly Volume[],
  { folder }: Place,
) {
  const volume = volumes.find((candidate) => candidate.name === name);
  if (volume?.emptyDir !== undefined)
    return { destination: mountPath, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev'] };
  const source = volume?.hostPath?.path ?? (volume?.projected ? tokenFolder : `${folder}/${name}`);
  const options = ['rbind', 'rprivate', ...(readOnly ? ['ro'] : [])];
  return { destination: mountPath, type: 'bind', source, options };
}

/** What every container has, and what the kubelet adds to one in the node's network. */
const ofRuntime = [
  { destination: '/proc', type: 'proc', source: 'proc' },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755'],
  },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'nodev', 'ro'] },
  ...['/etc/resolv.conf', '/etc/hosts'].map((path) => ({
    destination: path,
    type: 'bind',
    source: path,
    options: ['bind', 'ro'],
  })),
];
