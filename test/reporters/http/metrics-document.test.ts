import t from 'tap';
import { renderMetricsDocument } from '../../../src/reporters/http/metrics-document.ts';

t.test('each metric and each label is a row', async (t) => {
  const text = renderMetricsDocument([
    {
      name: 'a_total',
      type: 'counter',
      help: 'Counts <a|b>.',
      labels: ['check', 'kind'],
      samples: () => [],
    },
    { name: 'b_bytes', type: 'gauge', help: 'Weighs.', samples: () => [] },
  ]);
  t.match(
    text,
    `
| metric | type | labels | what it tells |
| --- | --- | --- | --- |
| \`a_total\` | counter | \`check\`, \`kind\` | Counts \\<a\\|b>. |
| \`b_bytes\` | gauge |  | Weighs. |

## Labels

| label | values |
`,
  );
  t.match(text, '\n| `condition` | the type of a Node condition |\n');
});
