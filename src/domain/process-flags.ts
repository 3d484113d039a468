import type { Process } from './probes.ts';

/** The values of a Go-style flag in order: --name=value, -name=value, --name value. */
export const flagValues = (args: readonly string[], name: string): readonly string[] =>
  args.flatMap((arg, index) => {
    const match = /^--?([\w-]+)(?:=(.*))?$/s.exec(arg);
    return match?.[1] === name ? [match[2] ?? args[index + 1] ?? ''] : [];
  });

/** The value that counts where a flag is given more than once. */
export const flagValue = (args: readonly string[], name: string): string | undefined =>
  flagValues(args, name).at(-1);

/** A flannel setting, from flanneld's flags or the environment variable that flannel reads instead. */
export const flannelSetting = (
  flanneld: Pick<Process, 'args' | 'environment'>,
  name: string,
): string | undefined =>
  flagValue(flanneld.args, name) ??
  flanneld.environment[`FLANNELD_${name.toUpperCase().replaceAll('-', '_')}`];

const runningAs = (processes: readonly Process[], names: readonly string[]): Process | undefined =>
  processes.find(({ name }) => names.includes(name));

export const findFlanneld = (processes: readonly Process[]): Process | undefined =>
  runningAs(processes, ['flanneld']);

export const findKubelet = (processes: readonly Process[]): Process | undefined =>
  runningAs(processes, ['kubelet']) ??
  processes.find(({ name, args }) => name === 'hyperkube' && args[1] === 'kubelet');

/** kube-proxy itself, or hyperkube in its role. */
export const findKubeProxy = (processes: readonly Process[]): Process | undefined =>
  runningAs(processes, ['kube-proxy']) ??
  processes.find(
    ({ name, args }) => name === 'hyperkube' && ['proxy', 'kube-proxy'].includes(args[1] ?? ''),
  );

/** The k3s that holds flannel and kube-proxy inside, and not one that serves as kubectl. */
export const findK3s = (processes: readonly Process[]): Process | undefined =>
  runningAs(processes, ['k3s-server', 'k3s-agent']) ??
  processes.find(
    ({ name, args }) => name === 'k3s' && / (server|agent)\b/.test(args.slice(0, 2).join(' ')),
  );

/** Before 1.12 the daemon was a command of docker itself: `docker daemon` or `docker -d`. */
export const findDockerd = (processes: readonly Process[]): Process | undefined =>
  runningAs(processes, ['dockerd', 'dockerd-current']) ??
  processes.find(
    ({ name, args }) =>
      ['docker', 'docker-current'].includes(name) && ['daemon', '-d'].includes(args[1] ?? ''),
  );
