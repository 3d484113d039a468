import { maskSecrets } from './mask-secrets.ts';

const maxErrors = 20;
const maxOthers = 5;
const maxLength = 300;

const colour = /\p{Cc}\[[\d;]*m/gu;
const control = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const klogError = /^[EWF]\d{4} /;
const errorWords =
  /level=(?:warn|error|fatal)|error|fail|fatal|panic|exception|refused|denied|forbidden|unauthorized|timed? ?out|unreachable|unable|cannot|could not|no such|not found/i;

/**
 * What a log's end says of a fault: its last lines that look like errors, else simply its last
 * ones. Secrets are masked, control characters dropped, long lines cut.
 */
export function tellingLines(log: string): readonly string[] {
  // Masked as a whole, since a key spans lines, and once nothing invisible can split a secret's name.
  const lines = maskSecrets(withoutControls(log))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => klogError.test(line) || errorWords.test(line));
  const chosen = errors.length > 0 ? errors.slice(-maxErrors) : lines.slice(-maxOthers);
  return chosen.map((line) => line.slice(0, maxLength));
}

const withoutControls = (log: string): string =>
  log
    .replaceAll(colour, '')
    .split(/\r?\n|\r/)
    .map((line) => line.replaceAll('\t', ' ').replaceAll(control, ''))
    .join('\n');

const criPrefix = /^\d{4}-\d\d-\d\dT\S{1,40} (?:stdout|stderr) [FP](?::\S{0,20})? ?/;

/** What the program wrote, from a log file of a container runtime (CRI's or docker's), or any other. */
export const withoutRuntimeFrame = (file: string): string =>
  file
    .split('\n')
    .map((line) => dockerLine(line) ?? line.replace(criPrefix, ''))
    .join('\n');

function dockerLine(line: string): string | undefined {
  if (!line.startsWith('{"log":')) return undefined;
  try {
    const { log } = JSON.parse(line) as { readonly log: unknown };
    return typeof log === 'string' ? log.trimEnd() : undefined;
  } catch {
    return undefined;
  }
}
