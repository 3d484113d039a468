import t from 'tap';
import { renderRunbook } from '../../src/reporters/runbook.ts';
import { bridgePage, sharedPage } from '../support/sample-pages.ts';

const other = { ...bridgePage, reason: 'BridgeMissing' };
const external = {
  ...sharedPage,
  doc: { ...sharedPage.doc, reference: 'the vendor’s manual', confirm: 'Ask <them>.' },
};

t.test('the runbook lists every reason under its check, with an anchor of its name', async (t) => {
  const text = renderRunbook([bridgePage, other, sharedPage]);
  t.match(
    text,
    `
- pod-bridge (FlannelProblem): [BridgeOutsideSubnet](#BridgeOutsideSubnet), [BridgeMissing](#BridgeMissing)
- Any check: [ToolMissing](#ToolMissing)

## pod-bridge (FlannelProblem)

<a id="BridgeOutsideSubnet"></a>

### BridgeOutsideSubnet

**What it means**
docker started before flannel, or without --bip=\\<subnet>.
`,
  );
  t.equal(text.match(/^## /gm)?.length, 2);
});

t.test('commands can be copied, names are links, references lead out', async (t) => {
  const text = renderRunbook([bridgePage]);
  t.match(text, '**How to confirm it**\n```sh\nip -4 addr show SUBJECT; grep');
  t.match(text, '**How to mend it**\nDelete SUBJECT and restart docker.\n');
  t.match(text, '[RouteConflict](#RouteConflict), [OverlayBlocked](#OverlayBlocked)');
  t.match(text, '**Reference**\n<https://github.com/flannel-io/flannel/issues/166>\n');
});

t.test('the runbook does not refer to itself, and other references are text', async (t) => {
  t.notMatch(renderRunbook([sharedPage]), 'Reference');
  t.match(renderRunbook([external]), '**Reference**\nthe vendor’s manual\n');
  t.match(renderRunbook([external]), 'Ask \\<them>.');
});
