import { maskSecrets } from '../domain/mask-secrets.ts';

/** JSON in which each text is masked for itself, so that what comes out is JSON still. */
export const maskedJson = (value: unknown): string => `${JSON.stringify(value, masked, 2)}\n`;

function masked(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return isSecretName(key) ? '***' : maskSecrets(withoutQuery(value));
}

const isSecretName = (key: string): boolean =>
  /cookie|authorization/i.test(key) || maskSecrets(`${key}=x`) !== `${key}=x`;

/** What follows the "?" of a URL may be a signature. */
const withoutQuery = (text: string): string =>
  text.replace(/^(https?:\/\/[^?\s]*)\?.*$/s, '$1?***');
