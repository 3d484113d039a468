import t from 'tap';
import { renderReasonPage } from '../../src/reporters/reason-page.ts';
import { bridgePage, sharedPage } from '../support/sample-pages.ts';

t.test('a page wraps to the terminal', async (t) => {
  t.equal(
    renderReasonPage(bridgePage, { color: false, width: 50 }),
    `BridgeOutsideSubnet (pod-bridge, FlannelProblem)

What it means
  docker started before flannel, or without
  --bip=<subnet>.

Where the fault lies
  On this node.

How to confirm it
  ip -4 addr show SUBJECT; grep FLANNEL_SUBNET
  /run/flannel/subnet.env

How to mend it
  Delete SUBJECT and restart docker.

What SUBJECT stands for
  The interface, address, file or URL that the
  report names.

What it can bring about
  RouteConflict
  OverlayBlocked

What can bring it about
  SubnetFileInvalid

When the cluster is told
  After it has stood for 2s. Waiting does not mend
  it.

Reference
  https://github.com/flannel-io/flannel/issues/166
`,
  );
});

t.test('a reason that any check may give says so, with bold headings on a terminal', async (t) => {
  const text = renderReasonPage(sharedPage, { color: true });
  t.match(text, '\u001b[1mToolMissing \u001b[22m(any check)\n\n\u001b[1mWhat it means\u001b[22m\n');
});
