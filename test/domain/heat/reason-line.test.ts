import t from 'tap';
import { reasonLine } from '../../../src/domain/heat/reason-line.ts';

const lines: readonly (readonly [text: string, line: string])[] = [
  [
    'DockerBipNotConfigured docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
    'DockerBipNotConfigured docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24 (n1)',
  ],
  ['two\n\tlines\u2028 \u001b[31m', 'two lines [31m (n1)'],
  ['no answer: timeout', 'no answer - timeout (n1)'],
  ['10.0.0.1:443 refused', '10.0.0.1 port 443 refused (n1)'],
  ['[fd00::1]:443', '[fd00--1] port 443 (n1)'],
  [
    'https://registry.example:5000/v2/ is down',
    'https//registry.example port 5000/v2/ is down (n1)',
  ],
  ['at 08:49:12', 'at 08-49-12 (n1)'],
  ['MAC 0a:58:0a:64', 'MAC 0a-58-0a-64 (n1)'],
  ['one; two;three', 'one, two,three (n1)'],
  ['password=planted', 'password=*** (n1)'],
  ['naïve “disk” 🚨', 'naïve “disk” 🚨 (n1)'],
];

for (const [text, line] of lines)
  t.test(`Heat is shown ${JSON.stringify(line)}`, async (t) => {
    t.equal(reasonLine(text, 'n1'), line);
  });

t.test("a long reason keeps its first words and the node's name", async (t) => {
  const line = reasonLine(`BridgeMissing ${'docker0 '.repeat(100)}`, 'node-0');
  t.equal(line.length, 225);
  t.match(line, /^BridgeMissing docker0 .*\.\.\. \(node-0\)$/);
});

t.test('no letter is cut in two', async (t) => {
  t.match(reasonLine('🚨'.repeat(300), 'n1'), /^🚨+\.\.\. \(n1\)$/u);
});

t.test('an endless name leaves room for the reason', async (t) => {
  const line = reasonLine('BridgeMissing', `${'n'.repeat(300)}:1`);
  t.match(line, /^BridgeMissing \(n{61}\.\.\.\)$/);
});
