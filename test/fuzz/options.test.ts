import { checks } from '../../src/checks/registry.ts';
import { parseArguments } from '../../src/cli/arguments.ts';
import type { Option } from '../../src/config/option.ts';
import { optionsFor } from '../../src/config/options.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Sources } from '../../src/config/settle.ts';
import { parseConfigFile } from '../../src/config/yaml-file.ts';
import { parseAddress, parseCidr } from '../../src/domain/ip-address.ts';
import { bypassesProxy } from '../../src/domain/no-proxy.ts';
import { publicUrl } from '../../src/domain/public-url.ts';
import { routeOf } from '../../src/probes/web-route.ts';
import { type Parser, surviveDamage } from './survive.ts';

const options = optionsFor(checks);
const file = parseConfigFile('/etc/node-check/config.yaml', '');
const heatParams = { path: '/etc/sysconfig/heat-params', params: new Map<string, string>() };

const sourcesWith = (option: Option | undefined, text: string): Sources => ({
  flags: new Map([[option?.key ?? '', text]]),
  environment: { [option?.variable ?? '']: text },
  file,
  heatParams,
});

const parsers: readonly Parser[] = [
  {
    name: 'the configuration file',
    samples: [
      'timeout: 5s\nflannel:\n  backend: vxlan\n  network: 10.100.0.0/16\nchecks: [node-dns, "*-ping"]\n',
      'external-ping:\n  targets:\n    - 8.8.8.8\n    - "[fd00::1]"\nproxy: http://user:secret@proxy:3128\n',
      "log-level: 'debug' # all of it\nnode-name: >-\n  n1\n  .example\n",
    ],
    parse: (text) => parseConfigFile('/etc/node-check/config.yaml', text),
    // The package has an error to tell of each line that it does not understand.
    slowness: 5,
  },
  {
    name: 'the command line',
    samples: [
      '--once --output json --timeout=5s --checks node-dns,external-ping --no-color',
      'explain SubnetFileMissing --config /etc/node-check/config.yaml -h -- --version',
    ],
    // Nobody types more.
    parse: (text) => parseArguments(text.slice(0, 4_096).split(' '), options),
  },
  {
    name: "an option's value",
    samples: [
      '5s',
      '10.100.0.0/16',
      '8.8.8.8,1.1.1.1',
      'auto',
      'http://user:secret@proxy:3128',
      '*',
    ],
    parse: (text) => parseConfig(sourcesWith(options[text.length % options.length], text), checks),
  },
  {
    name: 'an address to ask',
    samples: [
      'https://user:secret@registry.example:5000/v2/?a=b',
      'http://[fd00::1]:80',
      'proxy:3128',
    ],
    parse: (text) => [publicUrl(text), routeOf({ url: text, proxy: text })],
    refuses: true,
  },
  {
    name: 'what goes without the proxy',
    samples: ['localhost,127.0.0.0/8,.example,registry.example:5000,fd00::/8,*'],
    parse: (text) => bypassesProxy(text, new URL('https://registry.example:5000/v2/')),
  },
  {
    name: 'an address',
    samples: ['10.100.54.1/24', '2001:cafe:42:1::1/64', 'fe80::1%eth0', '::ffff:10.0.0.1'],
    parse: (text) => [parseAddress(text), parseCidr(text)],
  },
];

for (const parser of parsers) await surviveDamage(parser);
