/**
 * Hides what stands before the "@" of a URL, with or without a scheme. Everything up to the last
 * "@" goes, because a password may hold an unescaped "/" or "@".
 */
export const maskCredentials = (text: string): string =>
  text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1***@');
