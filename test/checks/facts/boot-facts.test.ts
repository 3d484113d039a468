import t from 'tap';
import { collectBootFacts } from '../../../src/checks/facts/boot-facts.ts';
import { heatFolder, heatLogFolder } from '../../../src/domain/heat-deployments.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { FileAnswer, Probes } from '../../../src/domain/probes.ts';
import { probesWith } from '../../support/configured-check.ts';
import { absentFile, textFile, unit } from '../../support/facts.ts';

const collect = (given: {
  readonly files?: Readonly<Record<string, FileAnswer>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly probes?: Partial<Probes>;
}) => {
  const { files = {}, folders = {}, probes = {} } = given;
  const file = async (path: string) => files[path] ?? absentFile(path);
  return collectBootFacts(
    probesWith({
      file,
      endOfFile: file,
      directory: async (path) => folders[path] ?? [],
      units: async () => [],
      ...probes,
    }),
  );
};

t.test('on a machine without any of it there is nothing', async (t) => {
  t.same(await collect({}), {
    status: absentFile('/var/lib/cloud/data/status.json'),
    hasResult: false,
    deployments: [],
  });
});

t.test('this boot’s files come before those that last', async (t) => {
  const own = textFile('/run/cloud-init/status.json', 'own');
  const lasting = textFile('/var/lib/cloud/data/status.json', 'lasting');
  const result = textFile('/var/lib/cloud/data/result.json', '{}');
  const both = { [own.path]: own, [lasting.path]: lasting, [result.path]: result };
  t.match(await collect({ files: both }), { status: own, hasResult: true });
  t.match(await collect({ files: { [lasting.path]: lasting } }), { status: lasting });
});

const notify = (id: string, code: number, at: number) => {
  const path = `${heatFolder}/${id}.notify.json`;
  return { [path]: textFile(path, `{"deploy_status_code": ${code}}`, at) };
};

t.test(
  'of deployments of one name the newest counts; one that runs is newer than all',
  async (t) => {
    const files = { ...notify('a', 1, 10), ...notify('b', 0, 20), ...notify('c', 1, 30) };
    const folders = {
      [heatFolder]: ['a.json', 'b.json', 'c.json', 'd.json', 'e.json'],
      [heatLogFolder]: ['a-config.log', 'b-config.log', 'c-upgrade.log', 'd-upgrade.log'],
    };
    const unreadable: FileAnswer = { kind: 'notPermitted', path: 'x' };
    const { deployments } = await collect({
      files: { ...files, [`${heatFolder}/e.notify.json`]: unreadable },
      folders,
    });
    t.match(deployments, [
      { id: 'b', name: 'config', ended: true, code: 0 },
      { id: 'd', name: 'upgrade', ended: false, code: undefined },
      { id: 'e', name: 'e', ended: true, code: undefined },
    ]);
  },
);

t.test('the unit of Heat’s agent is found among the others', async (t) => {
  const agent = unit('heat-container-agent');
  t.same((await collect({ probes: { units: async () => [unit('docker'), agent] } })).agent, agent);
});

t.test(
  'what could not be asked is told, except for the units, which another check asks',
  async (t) => {
    const refused = new ProbeError('NotPermitted', 'no');
    const probes = {
      directory: () => Promise.reject(refused),
      units: () => Promise.reject(refused),
    };
    const facts = await collect({ probes });
    t.equal(facts.deployments, refused);
    t.equal(facts.agent, undefined);
  },
);
