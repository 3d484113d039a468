import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Test } from 'tap';

export type DnsReply =
  | { readonly rcode: number }
  | { readonly address: readonly number[] }
  | 'none';

const headerBytes = 12;

/** A nameserver on loopback: gives its address with port. `type` is 1 for A and 28 for AAAA. */
export async function dnsServer(
  t: Test,
  reply: (name: string, type: number) => DnsReply,
): Promise<string> {
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionIn(query);
    const answer = reply(name, type);
    if (answer !== 'none') socket.send(packet(query.subarray(0, end), type, answer), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return `127.0.0.1:${socket.address().port}`;
}

function questionIn(query: Buffer) {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function packet(question: Buffer, type: number, reply: Exclude<DnsReply, 'none'>): Buffer {
  const bytes = Buffer.from(question);
  const rcode = 'rcode' in reply ? reply.rcode : 0;
  bytes.writeUInt16BE(0x8180 + rcode, 2);
  for (const count of [6, 8, 10]) bytes.writeUInt16BE(0, count);
  if ('rcode' in reply) return bytes;
  bytes.writeUInt16BE(1, 6);
  // A pointer to the question's name, type, class IN, 60 s, and the length of the address.
  const record = [0xc0, headerBytes, 0, type, 0, 1, 0, 0, 0, 60, 0, reply.address.length];
  return Buffer.concat([bytes, Buffer.from([...record, ...reply.address])]);
}
