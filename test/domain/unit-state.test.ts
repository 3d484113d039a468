import t from 'tap';
import type { Unit } from '../../src/domain/probes.ts';
import { blockingUnit, downOfUnit } from '../../src/domain/unit-state.ts';
import { unit } from '../support/facts.ts';

const enabled = { unitFileState: 'enabled' } as const;
const inactive = { activeState: 'inactive', subState: 'dead' } as const;
const failed = { activeState: 'failed', subState: 'failed' } as const;

const states: readonly (readonly [title: string, state: Partial<Unit>, down?: string])[] = [
  ['running', enabled],
  ['enabled, stopped', { ...enabled, ...inactive }, 'unit a is enabled and does not run'],
  [
    'enabled for this boot',
    { ...inactive, unitFileState: 'enabled-runtime' },
    'unit a is enabled and does not run',
  ],
  ['disabled, stopped', { ...inactive, unitFileState: 'disabled' }],
  ['of an old systemd that does not say', inactive],
  ['a one-shot that is done', { ...enabled, ...inactive, oneshot: true }],
  ['starting', { ...enabled, activeState: 'activating', subState: 'start' }],
  [
    'failed',
    { ...failed, result: 'exit-code', exitStatus: 1 },
    'unit a has failed (exit-code, status 1)',
  ],
  [
    'failed in the end',
    { ...failed, result: 'start-limit-hit', exitStatus: 2, restarts: 5 },
    'unit a has failed after 5 restarts (start-limit-hit, status 2)',
  ],
  [
    'failed, of an old systemd',
    { activeState: 'failed', subState: 'failed' },
    'unit a has failed (no result, status unknown)',
  ],
];

for (const [title, state, down] of states) {
  t.test(`a unit that is ${title}`, async (t) => {
    t.equal(downOfUnit(unit('a', state)), down);
  });
}

const chain = (flanneld: Partial<Unit>, bridge: Partial<Unit> = inactive): readonly Unit[] => [
  unit('kubelet', { ...inactive, requires: ['docker'] }),
  unit('docker', { requires: ['flannel-docker-bridge', 'not-watched'] }),
  unit('flannel-docker-bridge', { oneshot: true, requires: ['flanneld'], ...bridge }),
  unit('flanneld', { requires: ['kubelet'], ...flanneld }),
];

const blocked: readonly (readonly [title: string, units: readonly Unit[], by?: string])[] = [
  ['nothing while all run', chain({})],
  ['what has failed far down', chain(failed), 'flanneld'],
  [
    'what waits for its next start',
    chain({ activeState: 'activating', subState: 'auto-restart' }),
    'flanneld',
  ],
  ['what was stopped', chain(inactive), 'flanneld'],
  ['a one-shot that has failed', chain(inactive, failed), 'flannel-docker-bridge'],
];

for (const [title, units, by] of blocked) {
  t.test(`a unit is blocked by ${title}`, async (t) => {
    const [kubelet = unit('none')] = units;
    t.equal(blockingUnit(kubelet, units)?.name, by);
  });
}

t.test('a unit that requires nothing is blocked by nothing', async (t) => {
  t.equal(blockingUnit(unit('a'), chain(failed)), undefined);
});
