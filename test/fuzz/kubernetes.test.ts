import { NoAccess } from '../../src/clients/kubernetes/access.ts';
import { answerOf } from '../../src/clients/kubernetes/answer.ts';
import { nodeNameIn } from '../../src/clients/kubernetes/certificate-name.ts';
import { askPlugin } from '../../src/clients/kubernetes/exec-plugin.ts';
import { parseKubeconfig } from '../../src/clients/kubernetes/kubeconfig.ts';
import { parseNode } from '../../src/clients/kubernetes-node.ts';
import { kubernetesFixture, magnumKubeconfig } from '../support/api-server.ts';
import { type Parser, surviveDamage } from './survive.ts';

/** Any other error would be a mistake of ours. */
const orNoAccess = (parsing: Promise<unknown>): Promise<unknown> =>
  parsing.catch((error: unknown) => {
    if (!(error instanceof NoAccess)) throw error;
  });

const printing = (stdout: string) => async () => ({ exitCode: 0, stdout, stderr: '' });

const parsers: readonly Parser[] = [
  {
    name: 'a kubeconfig',
    samples: [
      magnumKubeconfig('https://10.0.0.5:6443'),
      `---\n${magnumKubeconfig('https://10.0.0.5:6443').replace('as-user-extra: {}', 'tokenFile: /x')}---\n`,
      '{"current-context":"c","clusters":[{"name":"a","cluster":{"server":"https://x"}}],"contexts":[{"name":"c","context":{"cluster":"a","user":"u"}}],"users":[{"name":"u","user":{"token":"t","exec":{"command":"aws"}}}]}',
    ],
    parse: (text) => orNoAccess(parseKubeconfig(text, '/etc/kubernetes/kubelet.conf')),
    // The loader's YAML parser is slower than JSON's.
    slowness: 5,
  },
  {
    name: 'an answer of the API server',
    samples: [kubernetesFixture('node.v1.36.2.json'), kubernetesFixture('refusals.v1.36.2.json')],
    parse(text) {
      const headers = { 'content-type': 'text/plain', 'retry-after': text.slice(0, 20) };
      const answer = answerOf({ status: 200, headers, body: text });
      return [
        answerOf({ status: 403, headers, body: text }),
        parseNode(answer.kind === 'ok' ? answer.body : undefined),
      ];
    },
  },
  {
    name: 'a certificate',
    samples: [kubernetesFixture('kubelet.pem')],
    parse: (text) => nodeNameIn(text),
  },
  {
    name: 'what a program that logs in prints',
    samples: [
      '{"kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"2026-11-21T08:00:00Z","clientCertificateData":"c","clientKeyData":"k"}}',
    ],
    parse: (text) =>
      orNoAccess(askPlugin({ command: 'aws' }, { run: printing(text), folder: '/' })),
  },
];

for (const parser of parsers) await surviveDamage(parser);
