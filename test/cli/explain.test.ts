import t from 'tap';
import { explain } from '../../src/cli/explain.ts';
import { capture } from '../support/capture.ts';

t.test('a reason’s page is printed', async (t) => {
  const { written, ...terminal } = capture();
  t.equal(explain('BridgeOutsideSubnet', terminal), 0);
  t.match(written.stdout, /^BridgeOutsideSubnet \(pod-bridge, FlannelProblem\)/);
  t.equal(written.stderr, '');
});

t.test('a mistyped reason is refused, with the closest ones', async (t) => {
  const { written, ...terminal } = capture();
  t.equal(explain('BridgeOutsideSubnets', terminal), 64);
  t.match(written.stderr, /no reason BridgeOutsideSubnets; did you mean BridgeOutsideSubnet/);
  t.equal(written.stdout, '');
});

t.test('a reason that resembles none is told where all are listed', async (t) => {
  const { written, ...terminal } = capture();
  t.equal(explain('qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq', terminal), 64);
  t.match(written.stderr, /node-check explain lists all/);
});

t.test('without a reason all are listed, shared ones included', async (t) => {
  const { written, ...terminal } = capture();
  t.equal(explain(undefined, terminal), 0);
  t.match(written.stdout, /^SubnetFileMissing {2}\(flannel-subnet-file\)\n/);
  t.match(written.stdout, /^CheckTimedOut {2}\(any check\)$/m);
});
