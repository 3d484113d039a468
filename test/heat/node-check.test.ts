import t from 'tap';

import { skipOrFail, withLab } from '../lab/lab-test.ts';
import { whyNoSystemd } from '../lab/systemd.ts';
import { withHeat } from './heat-test.ts';
import { testBrokenNodes } from './on-broken-nodes.ts';
import { testHealthyNodes } from './on-healthy-nodes.ts';
import { testUnwillingHeat } from './while-heat-is-away.ts';

const obstacle = whyNoSystemd();
if (obstacle !== undefined) skipOrFail(t, obstacle, 'heat');
else
  await withHeat(t, (heat) =>
    withLab(t, { backend: 'vxlan', bridge: 'docker0', init: 'systemd' }, async (lab) => {
      await heat.plugInto(lab);
      const world = { heat, lab };
      await testHealthyNodes(t, world);
      await testUnwillingHeat(t, world);
      await testBrokenNodes(t, world);
    }),
  );
