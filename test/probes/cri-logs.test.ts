import t from 'tap';
import { criLog } from '../../src/probes/cri-logs.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';

const crictl = 'crictl --runtime-endpoint unix:///s';
const list = JSON.stringify({ containers: [{ id: 'new' }, { id: 'old' }, {}, { id: 'oldest' }] });

const ask = (answers: Readonly<Record<string, FakeAnswer>>) => {
  const table = Object.entries(answers).map(([args, answer]) => [`${crictl} ${args}`, answer]);
  const { run } = fakeCommands(Object.fromEntries(table));
  return criLog('kube-proxy', { run, socketPath: '/s' });
};

const ps = 'ps -a --name ^kube-proxy$ -o json';

t.test('the newest container that has said anything tells, on both streams', async (t) => {
  const newest = { [ps]: list, 'logs --tail 50 new': { stdout: 'a\n', stderr: 'b\n' } };
  t.equal(await ask(newest), 'a\nb\n');
  const older = { [ps]: list, 'logs --tail 50 new': '', 'logs --tail 50 old': 'c\n' };
  t.equal(await ask(older), 'c\n');
});

t.test('without such a container, or without an answer, there is no log', async (t) => {
  const failed = { exitCode: 1, stderr: 'no log' };
  t.equal(await ask({ [ps]: '{"containers":[]}' }), '');
  t.equal(await ask({ [ps]: '[]' }), '');
  t.equal(await ask({ [ps]: failed }), '');
  t.equal(
    await ask({ [ps]: list, 'logs --tail 50 new': failed, 'logs --tail 50 old': failed }),
    '',
  );
});
