import { Agent, request } from 'undici';
import type { KeyPair } from './certificates.ts';

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Of the body; for a PATCH a strategic merge when it is not said. */
  readonly type?: string;
  /** Asks as somebody else than the administrator. */
  readonly as?: { readonly user: string; readonly groups?: readonly string[] };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The API server, for the tests themselves. */
export interface Api {
  /** Resolves with any answer; rejects only where there is none. */
  ask(question: Question): Promise<Answer>;
  /** The parsed answer; rejects with what the server said if it is not 2xx. */
  get<Body = unknown>(path: string): Promise<Body>;
  send<Body = unknown>(question: Question): Promise<Body>;
  close(): Promise<void>;
}

const deadlineMs = 20_000;

export function createApi(options: {
  readonly socket: string;
  readonly authority: string;
  readonly credential: KeyPair | { readonly token: string };
}): Api {
  const { socket: socketPath, authority: ca, credential } = options;
  const tls = 'token' in credential ? {} : { cert: credential.certificate, key: credential.key };
  const agent = new Agent({ connect: { socketPath, ca, ...tls, servername: 'localhost' } });

  async function ask({ method = 'GET', path, body, type, as }: Question): Promise<Answer> {
    const { statusCode, body: answer } = await request(`https://localhost${path}`, {
      dispatcher: agent,
      method,
      headers: {
        'content-type': type ?? (method === 'PATCH' ? strategicMerge : 'application/json'),
        ...('token' in credential && { authorization: `Bearer ${credential.token}` }),
        ...(as && { 'impersonate-user': as.user, 'impersonate-group': [...(as.groups ?? [])] }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(deadlineMs),
    });
    return { status: statusCode, text: await answer.text() };
  }

  async function send<Body>(question: Question): Promise<Body> {
    const { status, text } = await ask(question);
    if (status >= 300) throw new Error(`${question.method} ${question.path}: ${status} ${text}`);
    return JSON.parse(text);
  }

  return { ask, send, get: (path) => send({ path }), close: () => agent.destroy() };
}

const strategicMerge = 'application/strategic-merge-patch+json';
