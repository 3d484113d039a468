import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMachine } from '../lab/machine.ts';
import { type Api, createApi } from './api.ts';
import {
  fileOn,
  folder,
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
} from './certificates.ts';
import { type Daemon, startDaemon, untilHeld, untilReady } from './daemon.ts';
import type { Programs } from './programs.ts';

/** A real etcd and kube-apiserver on a machine of their own. */
export interface ControlPlane {
  readonly pid: number;
  readonly programs: Programs;
  /** As a cluster's administrator. */
  readonly api: Api;
  /** As whom the token names. */
  apiWith(token: string): Api;
  /** The authority's certificate, as PEM. */
  readonly authority: string;
  /** Kills the API server: its port is closed. Its data stay. */
  stopApi(): Promise<void>;
  /** Resolves when it is ready. */
  startApi(): Promise<void>;
  /** Holds the API server: connections are made and nothing is answered. */
  holdApi(): Promise<void>;
  /** After that. */
  releaseApi(): void;
  /** Ends it with everything that it has written; the end of this process does that too. */
  close(): Promise<void>;
}

export const apiAddress = '10.0.0.10';
export const apiUrl = `https://${apiAddress}:6443`;
/** Of the Service kubernetes: whoever asks there needs a kube-proxy. */
export const apiServiceAddress = '10.254.0.1';
/** Of ServiceAccount tokens; their audience too. */
export const issuer = 'https://kubernetes.default.svc.cluster.local';

export async function startControlPlane(programs: Programs): Promise<ControlPlane> {
  const machine = await startMachine('control-plane');
  try {
    return await startOn(machine, programs);
  } catch (error) {
    await machine.close();
    throw error;
  }
}

type Machine = Awaited<ReturnType<typeof startMachine>>;

async function startOn(machine: Machine, programs: Programs): Promise<ControlPlane> {
  const { pid } = machine;
  mkdirSync(fileOn(pid, folder));
  await makeAuthority(pid);
  const [admin] = await Promise.all([
    makeClientCertificate(pid, 'admin', ['system:masters']),
    makeServerCertificate(pid, [
      ...['DNS:localhost', 'DNS:kubernetes.default.svc'],
      ...['127.0.0.1', apiAddress, apiServiceAddress].map((address) => `IP:${address}`),
    ]),
  ]);
  for (const [part, pem] of Object.entries({ crt: admin.certificate, key: admin.key }))
    writeFileSync(fileOn(pid, `${folder}/admin.${part}`), pem);
  writeFileSync(fileOn(pid, `${folder}/audit-policy.json`), JSON.stringify(auditPolicy));
  const authority = readFileSync(fileOn(pid, `${folder}/ca.crt`), 'utf8');
  await startDaemon(pid, [programs.etcd, ...etcdFlags]);
  // A socket in the file system is reached from every network namespace.
  await startDaemon(pid, [
    'socat',
    `UNIX-LISTEN:${folder}/api,fork,mode=600`,
    'TCP:127.0.0.1:6443',
  ]);
  const socket = fileOn(pid, `${folder}/api`);
  const api = createApi({ socket, authority, credential: admin });
  let server: Daemon;
  const startApi = async () => {
    server = await startDaemon(pid, [programs['kube-apiserver'], ...apiServerFlags]);
    await untilReady(server, async () => {
      const answer = await api.ask({ path: '/readyz' }).catch(() => undefined);
      return answer?.status === 200;
    });
  };
  await startApi();
  return {
    pid,
    programs,
    api,
    apiWith: (token) => createApi({ socket, authority, credential: { token } }),
    authority,
    startApi,
    async stopApi() {
      server.signal('SIGKILL');
      await server.ended;
    },
    async holdApi() {
      server.signal('SIGSTOP');
      await untilHeld(server);
    },
    releaseApi: () => server.signal('SIGCONT'),
    async close() {
      await api.close();
      await machine.close();
    },
  };
}

const etcdFlags = [
  `--data-dir=${folder}/etcd`,
  '--unsafe-no-fsync',
  '--listen-peer-urls=http://127.0.0.1:2380',
  '--log-level=warn',
];

const path = (name: string): string => join(folder, name);

const apiServerFlags = [
  '--etcd-servers=http://127.0.0.1:2379',
  `--advertise-address=${apiAddress}`,
  '--service-cluster-ip-range=10.254.0.0/16',
  '--authorization-mode=Node,RBAC',
  '--enable-admission-plugins=NodeRestriction',
  `--client-ca-file=${path('ca.crt')}`,
  `--tls-cert-file=${path('server.crt')}`,
  `--tls-private-key-file=${path('server.key')}`,
  // For `kubectl logs`: no machine has the others' names.
  '--kubelet-preferred-address-types=InternalIP',
  `--kubelet-client-certificate=${path('admin.crt')}`,
  `--kubelet-client-key=${path('admin.key')}`,
  `--service-account-issuer=${issuer}`,
  `--service-account-key-file=${path('service-account.crt')}`,
  `--service-account-signing-key-file=${path('service-account.key')}`,
  `--audit-policy-file=${path('audit-policy.json')}`,
  `--audit-log-path=${path('audit.log')}`,
  '--profiling=false',
];

/** All but what the tests and the API server itself ask, with the bodies of the requests. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'None', userGroups: ['system:masters'] }, { level: 'Request' }],
};
