import { once } from 'node:events';
import { connect } from 'node:http2';
import { createConnection } from 'node:net';

/** A message without fields: its flag and its length. */
const emptyMessage = Buffer.alloc(5);

/**
 * Resolves when the container runtime on this socket answers the CRI's Version call, be it that it
 * does not know it. Rejects when nobody listens there, or whoever does hangs up.
 */
export async function pingCri(socketPath: string, signal: AbortSignal): Promise<void> {
  const session = connect('http://localhost', {
    createConnection: () => createConnection(socketPath),
  });
  // What fails here ends the call too, which tells of it.
  session.on('error', () => {});
  const call = session.request({
    ':method': 'POST',
    ':path': '/runtime.v1.RuntimeService/Version',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  call.on('error', () => {});
  call.end(emptyMessage);
  try {
    await Promise.race([once(call, 'response', { signal }), endOf(call, signal)]);
  } finally {
    session.destroy();
  }
}

async function endOf(call: NodeJS.EventEmitter, signal: AbortSignal): Promise<never> {
  await once(call, 'close', { signal });
  throw new Error('the connection was closed without an answer');
}
