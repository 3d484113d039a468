import { maskSecrets } from '../domain/mask-secrets.ts';
import type { FileAnswer } from '../domain/probes.ts';

/** Makes a file's text fit to be shown. */
type Show = (text: string) => string;

const asIs: Show = (text) => text;

/** What may be shown of a file, by its path: of any other only that it was read. */
const shown: readonly (readonly [RegExp, Show])[] = [
  [/^\/proc\/(?:sys|net)\/|^\/proc\/version$/, asIs],
  [/^\/etc\/(?:os-release|resolv\.conf)$/, asIs],
  [/\/subnet\.env$/, maskSecrets],
  [/^\/run\/(?:flannel\/docker|docker_opts\.env|flannel\/flannel_docker_opts\.env)$/, maskSecrets],
  [/\/net\.d\/[^/]+\.(?:conf|conflist|json)$/, maskSecrets],
  [/^\/var\/lib\/cni\/networks\//, asIs],
  [/^\/etc\/docker\/daemon\.json$/, (text) => pickKeys(text, dockerKeys)],
  [/^\/etc\/containerd\/config\.toml$/, (text) => pickLines(text, containerdLine)],
];

const dockerKeys: readonly string[] = [
  ...[
    'base',
    'bip',
    'bridge',
    'default-address-pools',
    'exec-opts',
    'fixed-cidr',
    'ip-forward',
    'ip-masq',
  ],
  ...['ip6tables', 'iptables', 'ipv6', 'live-restore', 'mtu', 'size'],
];

const containerdLine = /^\s*(?:version|disabled_plugins|bin_dir|conf_dir|conf_template)\s*=/;

/** Undefined where the file's contents are nobody's business. */
export function shownText(answer: FileAnswer): string | undefined {
  if (answer.kind !== 'text') return undefined;
  const [, show] = shown.find(([path]) => path.test(answer.path)) ?? [];
  return show?.(answer.text);
}

/** One line on a file that was looked for. */
export function lineOnFile(answer: FileAnswer): string {
  switch (answer.kind) {
    case 'text': {
      const written = new Date(answer.modifiedAt).toISOString();
      return `${answer.path}: ${answer.text.length} characters, written ${written}`;
    }
    case 'absent':
      return `${answer.path}: absent${answer.linkTo === undefined ? '' : `, a link to ${answer.linkTo}`}`;
    case 'notPermitted':
      return `${answer.path}: may not be read`;
    case 'invalid':
      return `${answer.path}: ${answer.problem}`;
  }
}

function pickKeys(text: string, keys: readonly string[]): string {
  try {
    const config: unknown = JSON.parse(text);
    return `${JSON.stringify(config, [...keys], 2)}\n`;
  } catch {
    return 'not JSON\n';
  }
}

const pickLines = (text: string, line: RegExp): string =>
  text
    .split('\n')
    .filter((each) => line.test(each))
    .map((each) => `${each}\n`)
    .join('');
