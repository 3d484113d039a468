import type { Handle, ParsedHandle } from '../../src/domain/heat/handle.ts';

/** As Keystone makes one: version, time in seconds, the rest for Keystone alone. */
export function fernetToken(issuedAt: number): string {
  const bytes = Buffer.alloc(120, 7);
  bytes[0] = 0x80;
  bytes.writeBigUInt64BE(BigInt(Math.floor(issuedAt / 1_000)), 1);
  return bytes.toString('base64url');
}

const handlePath = '/stacks/nodes/5f0f5fd2-0b5f-4d0c-9f0e-4b0b6c9d3d0a/resources/handle';

/** The attribute endpoint. */
export const endpointOf = (origin: string): string =>
  `${origin}/v1/3bc6cd2e8f9d45f3b1c0a1a3f04a9f4d${handlePath}/signal`;

/** The attribute curl_cli. */
export const curlOf = (endpoint: string, token: string): string =>
  `curl -i -X POST -H 'X-Auth-Token: ${token}' -H 'Content-Type: application/json' -H 'Accept: application/json' ${endpoint}`;

export const signature = 'planted0Vq1m8qk6w2sQmNHZ3UqEYp4o1bOqH1tVKY%3D';

/** As Heat signs it for PUT. */
export function signedUrl(origin: string, signedAt: number): string {
  const arn = `arn%3Aopenstack%3Aheat%3A%3A4f8b${handlePath.replace('/stacks', '%3Astacks')}`;
  const timestamp = new Date(signedAt).toISOString().slice(0, 19);
  return `${origin}/v1/waitcondition/${arn}?Timestamp=${encodeURIComponent(timestamp)}Z&SignatureMethod=HmacSHA256&AWSAccessKeyId=2d1f&SignatureVersion=2&Signature=${signature}`;
}

/** The handle, for tests in which it has to be one. */
export function usable(parsed: ParsedHandle): Handle {
  if (parsed.kind !== 'usable') throw new Error(JSON.stringify(parsed));
  return parsed.handle;
}
