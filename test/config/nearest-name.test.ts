import t from 'tap';
import { hintFor } from '../../src/config/nearest-name.ts';

const known = ['timeout', 'host-root', 'log-level', 'flannel.backend', 'flannel.iface'];

for (const [name, nearest] of [
  ['tiemout', 'timeout'],
  ['timeuot', 'timeout'],
  ['logLevel', 'log-level'],
  ['host_root', 'host-root'],
  ['flannel.backends', 'flannel.backend'],
  ['flannel.face', 'flannel.iface'],
] as const) {
  t.test(`${name} is close to ${nearest}`, async (t) => {
    t.equal(hintFor(name, known), `; did you mean ${nearest}?`);
  });
}

t.test('the nearest of several is named', async (t) => {
  t.equal(hintFor('abcdeX', ['abcdYZ', 'abcdef']), '; did you mean abcdef?');
});

for (const name of ['', 'x', 'tmt', 'targets', 'flannel', 'x'.repeat(60_000)]) {
  t.test(`no name is close to ${name.slice(0, 10)}`, async (t) => {
    t.equal(hintFor(name, known), '');
  });
}
