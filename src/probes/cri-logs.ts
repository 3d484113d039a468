import type { RunTool } from '../clients/command.ts';
import { isObject, objectsField, parseJson, textField } from './json-fields.ts';

/** The last 50 lines of the newest container of this name that has any. */
export async function criLog(
  name: string,
  { run, socketPath }: { readonly run: RunTool; readonly socketPath: string },
): Promise<string> {
  const crictl = (...args: readonly string[]) =>
    run('crictl', ['--runtime-endpoint', `unix://${socketPath}`, ...args]);
  const { exitCode, stdout } = await crictl('ps', '-a', '--name', `^${name}$`, '-o', 'json');
  if (exitCode !== 0) return '';
  for (const id of idsOf(stdout).slice(0, 2)) {
    const log = await crictl('logs', '--tail', '50', id);
    const text = log.exitCode === 0 ? `${log.stdout}${log.stderr}` : '';
    if (text !== '') return text;
  }
  return '';
}

/** crictl lists the newest first. */
function idsOf(text: string): readonly string[] {
  const answer = parseJson({ text, command: 'crictl ps' });
  return isObject(answer)
    ? objectsField(answer, 'containers').flatMap((entry) => textField(entry, 'id') ?? [])
    : [];
}
