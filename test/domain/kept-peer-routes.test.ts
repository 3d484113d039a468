import t from 'tap';
import { keptPeerRoutes } from '../../src/domain/kept-peer-routes.ts';
import { damagedTexts, durationOf, soonMs } from '../support/damaged-texts.ts';

const device = { name: 'flannel.1', index: 4, routes: 3 };
const kept = { writtenAt: Date.UTC(2026, 10, 21), devices: [device] };

t.test('routes to peers survive the way through a file', async (t) => {
  t.match(keptPeerRoutes, { name: 'peers', version: 1 });
  const others = ['flannel-v6.1', 'flannel.ipip', 'flannel0'].map((name) => ({ ...device, name }));
  for (const devices of [[], [device], others]) {
    const state = { ...kept, devices };
    t.strictSame(keptPeerRoutes.parse(JSON.parse(JSON.stringify(state))), state);
  }
});

const strangers: readonly (readonly [what: string, value: unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a list', [kept]],
  ['no time', { devices: [device] }],
  ['a time before all times', { ...kept, writtenAt: -1 }],
  ['no devices', { writtenAt: 1 }],
  ['devices by name', { ...kept, devices: { device } }],
  ['too many devices', { ...kept, devices: Array(21).fill(device) }],
  ['no device', { ...kept, devices: [null] }],
  ['a device without routes', { ...kept, devices: [{ ...device, routes: 0 }] }],
  ['a device with half a route', { ...kept, devices: [{ ...device, routes: 0.5 }] }],
  ['a device with more', { ...kept, devices: [{ ...device, more: 1 }] }],
  ['a number as text', { ...kept, devices: [{ ...device, index: '4' }] }],
  ['no index', { ...kept, devices: [{ name: 'flannel.1', routes: 3 }] }],
  ["somebody else's device", { ...kept, devices: [{ ...device, name: 'eth0' }] }],
  [
    'a name that Linux does not allow',
    { ...kept, devices: [{ ...device, name: 'flannel.123456789' }] },
  ],
  ['a name that is none', { ...kept, devices: [{ ...device, name: 1 }] }],
];

for (const [what, value] of strangers)
  t.test(`${what} is no state`, async (t) => {
    t.equal(keptPeerRoutes.parse(value), undefined);
  });

t.test('damaged state is refused or sound, and soon', async (t) => {
  let usable = 0;
  const took = durationOf(() => {
    for (const damaged of damagedTexts([JSON.stringify(kept)])) {
      const state = keptPeerRoutes.parse(parsedJson(damaged));
      if (state === undefined) continue;
      usable += 1;
      const again = keptPeerRoutes.parse(JSON.parse(JSON.stringify(state)));
      if (JSON.stringify(again) !== JSON.stringify(state)) t.fail(`not what it was: ${damaged}`);
    }
  });
  t.ok(usable > 0, 'some of it can be used');
  t.ok(took < soonMs);
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
