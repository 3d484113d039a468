import type { FileAnswer } from '../../domain/probes.ts';

/** How the API server is reached, and as whom. */
export interface Access {
  /** An http or https URL without credentials. */
  readonly server: string;
  /** Where the same server is to be found if it is not there. */
  readonly otherServer?: string;
  /** PEM of the authorities that may vouch for the server; without it those that Node knows. */
  readonly ca?: string;
  /** Any certificate is accepted. */
  readonly insecure: boolean;
  /** The name in the server's certificate, where it is not the one in the address. */
  readonly serverName?: string;
  /** URL of the proxy before the server; may hold credentials. */
  readonly proxy?: string;
  /** PEM of the certificate that we show, and of its key. */
  readonly cert?: string;
  readonly key?: string;
  /** Who we are where no certificate says it. */
  readonly headers: Readonly<Record<string, string>>;
  /** This node's name in Kubernetes, as the kubelet's certificate has it. */
  readonly nodeName?: string;
}

/** Reads a file, bounds its size, and never rejects. */
export type ReadFile = (path: string) => Promise<FileAnswer>;

/** Why there is no access; the message holds nothing secret. */
export class NoAccess extends Error {}

/** What may be said of an error, which may be a mistake of ours. */
export const problemOf = (error: unknown): string =>
  error instanceof NoAccess ? error.message : 'the credentials cannot be read';

/** The text of a file without which there is no access. */
export async function readText(path: string, readFile: ReadFile): Promise<string> {
  const answer = await readFile(path);
  if (answer.kind === 'text') return answer.text;
  throw new NoAccess(whyNot(answer));
}

export function whyNot(answer: Exclude<FileAnswer, { kind: 'text' }>): string {
  switch (answer.kind) {
    case 'absent':
      return `${answer.path} does not exist`;
    case 'notPermitted':
      return `may not read ${answer.path}`;
    case 'invalid':
      return `${answer.path} ${answer.problem}`;
  }
}

/** The header for a token in a text. One that HTTP cannot carry would be quoted in errors. */
export function bearer(text: string, where: string): { readonly authorization: string } {
  const token = text.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new NoAccess(`${where} holds no token`);
  return { authorization: `Bearer ${token}` };
}

/** An http or https URL without credentials, query and last slash. */
export function serverUrl(text: string, where: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new NoAccess(`${where} is not an http or https URL`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
