import t from 'tap';
import { askRuntimes } from '../../../src/checks/facts/runtimes.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import { probesWith } from '../../support/configured-check.ts';
import { processOf } from '../../support/facts.ts';

t.test('only runtimes that run are asked', async (t) => {
  const dockerd = processOf('/usr/bin/dockerd-current --bip=10.100.54.1/24');
  const crio = processOf('/usr/bin/crio', { pid: 7 });
  const ended = new ProbeError('ToolFailed', 'the round ended');
  const probes = probesWith({
    runtime: async (name) => {
      if (name === 'crio') throw ended;
      return { kind: 'answers' };
    },
  });
  t.same(await askRuntimes(probes, [dockerd, crio, processOf('kubelet')]), [
    { name: 'docker', process: dockerd, answer: { kind: 'answers' } },
    { name: 'crio', process: crio, answer: ended },
  ]);
  const containerd = processOf('/usr/bin/containerd');
  t.match(await askRuntimes(probes, [containerd]), [{ name: 'containerd', process: containerd }]);
});
