const mask = '***';

/** What a name of a secret holds: TRUSTEE_PASSWORD, X-Auth-Token, client-key-data, AWSAccessKeyId. */
const secretName =
  '(?:passw(?:or)?d|passphrase|adminpass|secret|token|credential|access[_-]?key|api[_-]?key|[_-]key)[\\w.-]{0,40}';

const quoted = `(?:"(?:[^"\\\\\\n]|\\\\.)*"?|'[^'\\n]*'?)`;

/** Possibly with backslashes, in quoted JSON. */
const masked = '\\\\*\\*{3}';

/** As JSON, YAML, Python and shells write a value; an object or a list is looked into instead. */
const value = `(?![{[]|${masked})(?:[ub]?${quoted}[^\\s,;)}\\]]*|\\S+)`;

const assigned = new RegExp(
  `(${secretName}\\\\{0,3}["']?[ \\t]*[=:][ \\t]*\\\\{0,3})${value}`,
  'gis',
);
const flagged = new RegExp(`(--[\\w-]{0,40}${secretName}[ \\t]+)${value}`, 'gis');

const beginOfKey = '-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----';
const endOfKey = '-----END [A-Z ]{0,40}PRIVATE KEY-----';
const keyBlock = new RegExp(`(${beginOfKey})(?!${masked})(?:(?!-----)[^])*(?:${endOfKey})?`, 'g');
/** The log began in the middle of the block. */
const restOfKeyBlock = new RegExp(`(?:^[\\w+/=]{1,80}\\r?\\n){1,120}(?=${endOfKey})`, 'gm');

// Each pattern is bounded wherever it could start often and run far: a log may be 64 KiB of anything.
const patterns: readonly (readonly [RegExp, string])[] = [
  [keyBlock, `$1${mask}`],
  [restOfKeyBlock, `${mask}\n`],
  [/((?:authorization|cookie)\\?["']?[ \t]*[:=][ \t]*\\?["']?)[^"'\n]+/gi, `$1${mask}`],
  [assigned, `$1${mask}`],
  [flagged, `$1${mask}`],
  [/\b((?:bearer|basic)[ \t]+)[\w.~+/=-]{8,}/gi, `$1${mask}`],
  [/((?:signature|temp_url_sig|\bsig)=)[^&\s"'<>]+/gi, `$1${mask}`],
  // Fernet tokens, and JSON in base64, which is how JSON web tokens begin.
  [/gAAAA[\w=-]{16,}/g, mask],
  [/eyJ[\w-]{8,}={0,2}(?:\.[\w-]+)*/g, mask],
];

/** Text without the passwords, tokens, keys and signatures that logs are known to hold. */
export const maskSecrets = (text: string): string =>
  patterns
    .reduce((done, [pattern, replacement]) => done.replace(pattern, replacement), text)
    .replace(/[^\s"'<>]+/g, maskUserInfo);

/** Everything up to the last "@" goes, because a password may hold an unescaped "/" or "@". */
function maskUserInfo(word: string): string {
  const scheme = word.indexOf('://');
  const at = word.lastIndexOf('@');
  return scheme === -1 || at < scheme
    ? word
    : `${word.slice(0, scheme)}://${mask}${word.slice(at)}`;
}
