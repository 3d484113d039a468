import { Agent, buildConnector, request } from 'undici';

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Resolves with any answer; rejects only where there is none. */
export type Ask = (url: string, question?: Question) => Promise<Answer>;

// The API waits a minute for the engine.
const deadlineMs = 70_000;

/** Whatever host a URL names, what listens on its port is asked: a signature covers the host, too. */
export function createAsk(socketOf: (port: string) => string): {
  ask: Ask;
  close(): Promise<void>;
} {
  const agent = new Agent({
    connect(options, callback) {
      buildConnector({ socketPath: socketOf(options.port) })(options, callback);
    },
  });
  const ask: Ask = async (url, question) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const options = { ...question, dispatcher: agent, signal };
    const { statusCode, headers, body } = await request(url, options);
    return { status: statusCode, headers, text: await body.text() };
  };
  return { ask, close: () => agent.destroy() };
}
