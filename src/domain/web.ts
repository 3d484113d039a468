export interface WebRequest {
  readonly url: string;
  /** URL of an HTTP proxy, credentials included; absent: direct. */
  readonly proxy?: string;
  /** Path of a PEM file on the host with further authorities that are trusted. */
  readonly caFile?: string;
}

/** What a server's certificate says of itself; times in milliseconds since the epoch. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: number;
  readonly validTo: number;
  /** DNS names and addresses that it is good for. */
  readonly names: readonly string[];
  /** It bears the marks of public logs (RFC 6962), which only public authorities can get for it. */
  readonly logged: boolean;
}

/** How far a request came: each kind but `response` names the step that failed. */
export type WebAnswer =
  | {
      readonly kind: 'response';
      readonly status: number;
      /** Lower-case names; bounded. */
      readonly headers: Readonly<Record<string, string>>;
      /** At most 4 KiB. */
      readonly body: string;
      /** This node's clock when the answer came, in milliseconds since the epoch. */
      readonly at: number;
      readonly certificate?: Certificate;
    }
  | { readonly kind: 'unresolved'; readonly host: string; readonly detail: string }
  /** `via` names the proxy when it was the proxy that could not be reached. */
  | { readonly kind: 'unreachable'; readonly detail: string; readonly via?: string }
  /** The proxy answered, but did not let the request through. */
  | { readonly kind: 'proxyRefused'; readonly status: number; readonly via: string }
  /** `code` is that of OpenSSL or Node, such as CERT_HAS_EXPIRED. */
  | {
      readonly kind: 'tls';
      readonly code: string;
      readonly at: number;
      readonly certificate?: Certificate;
    }
  | { readonly kind: 'broken'; readonly detail: string };
