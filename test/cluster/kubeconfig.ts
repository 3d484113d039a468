import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { runOrThrow } from '../lab/command.ts';
import { onMachine } from '../lab/machine.ts';
import { fileOn, folder, makeClientCertificate } from './certificates.ts';
import { apiServiceAddress, apiUrl, type ControlPlane } from './control-plane.ts';

/** The `user` part of a kubeconfig, in its own words. */
type Credentials = Readonly<Record<string, string>>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** For that user, with everything in it. */
export async function kubeconfigFor(
  plane: ControlPlane,
  user: string,
  groups: readonly string[] = [],
): Promise<string> {
  const { certificate, key } = await makeClientCertificate(plane.pid, user, groups);
  return kubeconfigWith(plane, {
    'client-certificate-data': base64(certificate),
    'client-key-data': base64(key),
  });
}

export const kubeconfigWith = (plane: ControlPlane, user: Credentials): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'cluster',
        cluster: { server: apiUrl, 'certificate-authority-data': base64(plane.authority) },
      },
    ],
    users: [{ name: 'user', user }],
    contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
    'current-context': 'context',
  });

/** Files of a machine, by their paths there. */
export function writeFiles(machine: number, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = fileOn(machine, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

const kubeletFile = '/var/lib/kubelet/pki/kubelet-client-current.pem';

/** What kubeadm and the kubelet leave on a node; once more, and the certificate has been rotated. */
export async function writeKubeletCredentials(
  plane: ControlPlane,
  machine: number,
  node: string,
): Promise<void> {
  const { certificate, key } = await makeClientCertificate(plane.pid, `system:node:${node}`, [
    'system:nodes',
  ]);
  writeFiles(machine, {
    [kubeletFile]: certificate + key,
    '/etc/kubernetes/kubelet.conf': kubeconfigWith(plane, {
      'client-certificate': kubeletFile,
      'client-key': kubeletFile,
    }),
  });
}

// Not through /var/run: seen from outside, an absolute link leads to our own files.
const tokenFolder = '/run/secrets/kubernetes.io/serviceaccount';

/** The variables that a pod gets. */
export const podEnvironment = {
  KUBERNETES_SERVICE_HOST: apiServiceAddress,
  KUBERNETES_SERVICE_PORT: '443',
} as const;

/** As the kubelet does for a pod; once more, and the token has been replaced. */
export function writeTokenFiles(
  plane: ControlPlane,
  machine: number,
  { token, namespace }: { readonly token: string; readonly namespace: string },
): void {
  const current = `..${process.hrtime.bigint()}`;
  const at = (name: string) => join(tokenFolder, name);
  writeFiles(machine, {
    [at(`${current}/token`)]: token,
    [at(`${current}/namespace`)]: namespace,
    [at(`${current}/ca.crt`)]: plane.authority,
  });
  link(machine, { from: at('..data'), to: current });
  for (const name of ['token', 'namespace', 'ca.crt'])
    link(machine, { from: at(name), to: `..data/${name}` });
}

/** In one step, whatever was there. */
function link(machine: number, { from, to }: { readonly from: string; readonly to: string }): void {
  const file = fileOn(machine, from);
  symlinkSync(to, `${file}.new`);
  renameSync(`${file}.new`, file);
}

/** Of an administrator who works where the API server runs. Returns its path there. */
export async function writeAdminConfig(plane: ControlPlane): Promise<string> {
  const file = `${folder}/admin.conf`;
  const config = await kubeconfigFor(plane, 'admin', ['system:masters']);
  // The server's own address is there only where a lab is.
  writeFiles(plane.pid, { [file]: config.replace(apiUrl, 'https://127.0.0.1:6443') });
  return file;
}

/** As the administrator. Returns what it printed. */
export async function kubectl(plane: ControlPlane, ...args: readonly string[]): Promise<string> {
  const kubeconfig = `--kubeconfig=${await writeAdminConfig(plane)}`;
  return runOrThrow(onMachine(plane.pid, [plane.programs.kubectl, kubeconfig, ...args]));
}
