import t from 'tap';
import { renderCheckTable } from '../../src/reporters/check-table.ts';
import { sampleDoc } from '../support/sample-pages.ts';

t.test('each check has a row whose reasons lead to the runbook', async (t) => {
  const check = {
    name: 'pod-bridge',
    condition: 'FlannelProblem',
    summary: 'The bridge is docker0 | cni0.',
    reasons: { BridgeMissing: sampleDoc, StaleBridge: sampleDoc },
  };
  t.equal(
    renderCheckTable([check]),
    `| Check | Condition | What it judges | Reasons |
| --- | --- | --- | --- |
| \`pod-bridge\` | \`FlannelProblem\` | The bridge is docker0 \\| cni0. | [BridgeMissing](docs/runbook.md#BridgeMissing), [StaleBridge](docs/runbook.md#StaleBridge) |`,
  );
});
