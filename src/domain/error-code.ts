/** The code of a system or library error, such as ECONNREFUSED; empty without one. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** What an error says; its code where it says nothing, as when several addresses were tried. */
export const errorText = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)) || errorCode(error);
