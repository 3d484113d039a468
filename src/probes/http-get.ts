export interface HttpRequest {
  readonly url: string;
  /** Connects here instead of to the URL's host. */
  readonly socketPath?: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** One GET without redirects or proxy. A longer body is cut. Rejects with the errors of undici. */
export async function httpGet(
  options: HttpRequest,
): Promise<{ readonly status: number; readonly body: string }> {
  const { status, body } = await httpGetBytes(options);
  return { status, body: body.toString('utf8') };
}

/** The same, for a body that is not text. */
export async function httpGetBytes(
  options: HttpRequest,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const { url, socketPath, maxBytes, signal } = options;
  // Half of the program's code: loaded at the first request.
  const { Agent, request } = await import('undici');
  // An agent of our own, because what stays open in the shared one keeps the process from ending.
  const dispatcher = new Agent({ connect: socketPath === undefined ? {} : { socketPath } });
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal });
    return { status: statusCode, body: await bytesOf(body, maxBytes) };
  } finally {
    void dispatcher.destroy();
  }
}

async function bytesOf(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}
