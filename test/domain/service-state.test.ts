import t from 'tap';
import type { Container, Unit } from '../../src/domain/probes.ts';
import { crashLoopOfContainer, crashLoopOfUnit } from '../../src/domain/service-state.ts';
import { container, unit } from '../support/facts.ts';

const waiting = { activeState: 'activating', subState: 'auto-restart', restarts: 7 };
const justStarted = { restarts: 7, runningForMs: 4_400 };

const looping: readonly (readonly [of: string, unit: Partial<Unit>, why: string])[] = [
  ['waits for its next start', waiting, 'waits for its next start after 7 restarts'],
  [
    'waits so with systemd 254',
    { ...waiting, subState: 'auto-restart-queued' },
    'waits for its next start after 7 restarts',
  ],
  ['was restarted often, just now', justStarted, 'was restarted 7 times and has run for 4 s'],
  [
    'does not get as far as to say that it is ready',
    { ...justStarted, activeState: 'activating', subState: 'start' },
    'was restarted 7 times and has run for 4 s',
  ],
  [
    'has had three restarts, the fewest that count',
    { restarts: 3, runningForMs: 119_999 },
    'was restarted 3 times and has run for 120 s',
  ],
];

for (const [of, state, why] of looping)
  t.test(`a unit that ${of} is crash-looping`, async (t) => {
    t.equal(crashLoopOfUnit(unit('flanneld', state)), `unit flanneld ${why}`);
  });

t.test('an old systemd does not count restarts', async (t) => {
  const { restarts: _, ...old } = unit('flanneld', waiting);
  t.equal(crashLoopOfUnit(old), 'unit flanneld waits for its next start after some restarts');
  t.equal(crashLoopOfUnit({ ...old, subState: 'running', runningForMs: 10 }), undefined);
});

const steady: readonly (readonly [of: string, unit: Partial<Unit>])[] = [
  ['runs since the boot', {}],
  ['was just started by hand', { runningForMs: 10 }],
  ['had two restarts, as one that waits for etcd has', { restarts: 2, runningForMs: 10 }],
  ['has left its crashes behind', { restarts: 50, runningForMs: 120_000 }],
];

for (const [of, state] of steady)
  t.test(`a unit that ${of} is not crash-looping`, async (t) => {
    t.equal(crashLoopOfUnit(unit('flanneld', state)), undefined);
  });

t.test('a unit that was stopped or has given up is not crash-looping', async (t) => {
  for (const state of ['inactive', 'failed']) {
    const { runningForMs: _, ...stopped } = unit('flanneld', {
      activeState: state,
      subState: state === 'failed' ? 'failed' : 'dead',
      restarts: 9,
    });
    t.equal(crashLoopOfUnit(stopped), undefined, state);
  }
});

const names = ['kube-flannel', 'flanneld'];
const exited = container('kube-flannel', { state: 'exited', restarts: 4 });
const decoy = container('kube-flannel-helper', { state: 'restarting', restarts: 9 });

const groups: readonly (readonly [
  of: string,
  containers: readonly Container[],
  why: string | undefined,
])[] = [
  [
    'it is restarting',
    [container('flanneld', { runtime: 'docker', state: 'restarting' })],
    'docker container flanneld does not stay up (0 restarts)',
  ],
  [
    'it has exited again and again',
    [exited],
    'cri container kube-flannel does not stay up (4 restarts)',
  ],
  [
    'it has exited three times',
    [{ ...exited, restarts: 3 }],
    'cri container kube-flannel does not stay up (3 restarts)',
  ],
  ['it has exited twice', [{ ...exited, restarts: 2 }], undefined],
  ['an older attempt has exited, and it runs', [exited, container('kube-flannel')], undefined],
  ['it was made and not yet started', [container('flanneld', { state: 'other' })], undefined],
  ['only another container is restarting', [decoy], undefined],
  [
    'another container runs and it does not stay up',
    [container('pause'), exited],
    'cri container kube-flannel does not stay up (4 restarts)',
  ],
  ['there is none', [], undefined],
];

for (const [of, containers, why] of groups)
  t.test(`a container is ${why === undefined ? 'not ' : ''}crash-looping when ${of}`, async (t) => {
    t.equal(crashLoopOfContainer({ silent: [], containers }, names), why);
  });
