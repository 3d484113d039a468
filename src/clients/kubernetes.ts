/** What the API server said. Nothing in it holds a credential. */
export type ApiAnswer =
  /** `body` is the parsed JSON, of no known form. */
  | { readonly kind: 'ok'; readonly status: number; readonly body: unknown }
  /** `reason` is that of the Status object, such as Forbidden; empty where there was none. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly message: string;
      /** How long the server asks to be left alone. */
      readonly retryAfterMs?: number;
    }
  /** No whole answer came: nobody there, not trusted, silent, broken off, not the API. */
  | { readonly kind: 'unreachable'; readonly detail: string };

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** With the query, from the first slash on. */
  readonly path: string;
  /** application/json if not given. */
  readonly contentType?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** One API server, asked over one connection as whom the node's credentials say. */
export interface KubernetesClient {
  /** Never rejects. An aborted request is `unreachable`. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** Ends the connection and what is under way on it. */
  close(): Promise<void>;
  /** The URL without credentials, for people. */
  readonly server: string;
}
