import t from 'tap';
import {
  lostDevices,
  type PeerDevice,
  type PeerRoutes,
  rememberedRoutes,
} from '../../src/domain/peer-routes.ts';

/** Rounds of one process, each with the devices that it lost. */
function createRounds() {
  let known: PeerRoutes | undefined;
  let last: PeerRoutes | undefined;
  return (writtenAt: number, ...devices: readonly PeerDevice[]): readonly PeerDevice[] => {
    const seen = { writtenAt, devices };
    const lost = lostDevices(known, seen);
    known = rememberedRoutes(known, { last, seen });
    last = seen;
    return lost;
  };
}

const device = (index: number, routes: number, name = 'flannel.1'): PeerDevice => ({
  name,
  index,
  routes,
});

/**
 * Rounds of one flannel device: "4/3" is index 4 with 3 routes, "-" no device that is up; with
 * "restart" flanneld writes subnet.env anew. True when the last round has lost its routes.
 */
function isLostAfter(story: string): boolean {
  const round = createRounds();
  let writtenAt = 1;
  let lost: readonly PeerDevice[] = [];
  for (const word of story.split(' ')) {
    const [index, routes] = word.split('/').map(Number);
    if (word === 'restart') writtenAt += 1;
    else if (routes === undefined) lost = round(writtenAt);
    else lost = round(writtenAt, device(index ?? 0, routes));
  }
  return lost.length > 0;
}

const lost: readonly (readonly [title: string, story: string])[] = [
  ['a device that was made anew without its routes', '4/3 4/3 7/0'],
  ['the same for good', '4/3 4/3 7/0 7/0 7/0 7/0'],
  ['a device that was away or down for a while', '4/3 4/3 - - - 7/0'],
  ['a device that is made anew once more', '4/3 4/3 7/0 7/0 9/0'],
  ['a device whose routes came back, and went again', '4/3 4/3 7/0 7/2 7/2 9/0'],
  ['a device of a flanneld that was restarted before', '4/3 4/3 restart 4/3 4/3 7/0'],
  ['a round in between that saw the old device without its routes', '4/3 4/3 4/0 7/0'],
  ['a round in between that saw the new device with the old routes', '4/3 4/3 7/3 7/0 7/0'],
];

for (const [title, story] of lost)
  t.test(`lost: ${title} (${story})`, async (t) => t.ok(isLostAfter(story)));

const notLost: readonly (readonly [title: string, story: string])[] = [
  ['a first round', '7/0'],
  ['a device that never had routes', '4/0 4/0 7/0 7/0'],
  ['a device whose last peer has left', '4/1 4/1 4/0 4/0 4/0'],
  ['a device that is made anew after its last peer has left', '4/1 4/1 4/0 4/0 7/0 7/0'],
  ['a device that is away', '4/3 4/3 -'],
  ['a device that was made anew with its routes', '4/3 4/3 7/3'],
  ['a device whose routes have come back', '4/3 4/3 7/0 7/0 7/1'],
  ['a device whose peers left after the routes had come back', '4/3 4/3 7/0 7/3 7/3 7/0 7/0'],
  ['a flanneld that was restarted, and made its device anew', '4/3 4/3 restart 7/0 7/0'],
  ['what was lost until flanneld was restarted', '4/3 4/3 7/0 7/0 restart 7/0 7/0'],
  ['what one round alone has seen', '4/3 7/0'],
];

for (const [title, story] of notLost)
  t.test(`not lost: ${title} (${story})`, async (t) => t.notOk(isLostAfter(story)));

t.test('each family has a device of its own, shown as it last was', async (t) => {
  const round = createRounds();
  for (const routes of [2, 3, 4]) round(1, device(4, routes), device(5, routes, 'flannel-v6.1'));
  t.same(round(1, device(4, 4), device(7, 0, 'flannel-v6.1')), [device(5, 4, 'flannel-v6.1')]);
  t.same(round(1, device(8, 0), device(7, 0, 'flannel-v6.1')), [
    device(5, 4, 'flannel-v6.1'),
    device(4, 4),
  ]);
});

t.test('what is known does not grow', async (t) => {
  let known: PeerRoutes | undefined;
  let last: PeerRoutes | undefined;
  for (let index = 1; index < 100; index += 1) {
    const seen = { writtenAt: 1, devices: [device(Math.trunc(index / 3), index % 3)] };
    known = rememberedRoutes(known, { last, seen });
    last = seen;
  }
  t.equal(known?.devices.length, 1);
});
