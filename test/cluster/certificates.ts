import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { runOrThrow } from '../lab/command.ts';
import { onMachine } from '../lab/machine.ts';

/** Certificate and key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Where the control plane has its files; a tmpfs of its own machine, which goes with it. */
export const folder = '/run/cluster';

/** A file of a machine's, by the path that we reach it under; absolute links lead out of the machine. */
export const fileOn = (machine: number, path: string): string => `/proc/${machine}/root${path}`;

/** The authority of everything in the cluster, and the key that signs ServiceAccount tokens. */
export async function makeAuthority(machine: number): Promise<void> {
  // Without a configuration of our own openssl would add to certificates what its package says.
  writeFileSync(fileOn(machine, `${folder}/openssl.cnf`), '[req]\ndistinguished_name=dn\n[dn]\n');
  await makeCertificate(machine, 'ca', {
    subject: '/CN=kubernetes',
    extensions: [
      'basicConstraints=critical,CA:TRUE',
      'keyUsage=critical,keyCertSign,digitalSignature',
    ],
  });
  await makeCertificate(machine, 'service-account', { subject: '/CN=service-account' });
}

/** Of a user, with the groups that the user is in; good for a day. */
export const makeClientCertificate = (
  machine: number,
  user: string,
  groups: readonly string[] = [],
): Promise<KeyPair> =>
  makeCertificate(machine, randomUUID(), {
    subject: `${groups.map((group) => `/O=${group}`).join('')}/CN=${user}`,
    extensions: ['extendedKeyUsage=clientAuth'],
    isSigned: true,
  });

export const makeServerCertificate = (
  machine: number,
  names: readonly string[],
): Promise<KeyPair> =>
  makeCertificate(machine, 'server', {
    subject: '/CN=kube-apiserver',
    extensions: ['extendedKeyUsage=serverAuth', `subjectAltName=${names.join(',')}`],
    isSigned: true,
  });

async function makeCertificate(
  machine: number,
  name: string,
  wanted: {
    readonly subject: string;
    readonly extensions?: readonly string[];
    /** By the authority; else by itself. */
    readonly isSigned?: boolean;
  },
): Promise<KeyPair> {
  const path = `${folder}/${name}`;
  const { subject, extensions = [], isSigned = false } = wanted;
  await runOrThrow(
    onMachine(machine, [
      ...(['openssl', 'req', '-x509', '-config', `${folder}/openssl.cnf`] as const),
      ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '1'],
      ...['-subj', subject, '-keyout', `${path}.key`, '-out', `${path}.crt`],
      ...extensions.flatMap((extension) => ['-addext', extension]),
      ...(isSigned ? ['-CA', `${folder}/ca.crt`, '-CAkey', `${folder}/ca.key`] : []),
    ]),
  );
  const read = (file: string) => readFileSync(fileOn(machine, file), 'utf8');
  return { certificate: read(`${path}.crt`), key: read(`${path}.key`) };
}
