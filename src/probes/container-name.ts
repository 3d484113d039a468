import type { Container } from '../domain/probes.ts';

/**
 * The container's own name: kubelets name docker's containers
 * k8s_<container>_<pod>_<namespace>_<uid>_<attempt>, up to 1.5 k8s_<container>.<hash>_<pod>_….
 * Undefined for a pod's pause container.
 */
export function containerName(name: string): string | undefined {
  if (!name.startsWith('k8s_')) return name;
  const [, field = ''] = name.split('_');
  const [own] = field.split('.');
  return own === 'POD' ? undefined : own;
}

/** From docker's and podman's state, or for old versions, which have none, from `Up 3 hours`. */
export function containerState(state: string | undefined, status: string): Container['state'] {
  switch ((state ?? status).toLowerCase().replace(/ .*/, '')) {
    case 'running':
    case 'up':
      return status.includes('(Paused)') ? 'other' : 'running';
    case 'restarting':
      return 'restarting';
    case 'exited':
    case 'stopped':
      return 'exited';
    default:
      return 'other';
  }
}
