import t from 'tap';
import { optionTable } from '../../src/config/option-table.ts';
import { globalOptions } from '../../src/config/options.ts';

t.test('each option is a row of Markdown', async (t) => {
  const { nodeName, checks, output, color } = globalOptions;
  t.equal(
    optionTable([nodeName, checks, output, color]),
    [
      '| option | environment | what it does | default |',
      '|---|---|---|---|',
      "| `--node-name NAME` | `NODE_CHECK_NODE_NAME`, `NODE_NAME` | The node's name in Kubernetes; empty: the kubelet's, as far as it is seen. |  |",
      '| `--checks A,B,…` | `NODE_CHECK_CHECKS` | Names of the checks to run; * and ? stand for other letters. | `*` |',
      "| `--output auto\\|text\\|json` | `NODE_CHECK_OUTPUT` | Form of the report; auto: a person's view on a terminal, plain text in a pipe. | `auto` |",
      '| `--no-color` | `NODE_CHECK_COLOR`, `NO_COLOR` | No colours, also on a terminal. | `auto` |',
      '',
    ].join('\n'),
  );
});
