/** A URL as it may be shown: without credentials, query and fragment, which may be secrets. Undefined for what is none. */
export function publicUrl(text: string): string | undefined {
  const url = URL.parse(text);
  return url === null || url.host === ''
    ? undefined
    : `${url.protocol}//${url.host}${url.pathname}`;
}
