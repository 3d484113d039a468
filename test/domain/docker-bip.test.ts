import t from 'tap';
import {
  type DockerFacts,
  dockerFacts,
  evidenceOfDocker,
  lacksBip,
} from '../../src/domain/docker-bip.ts';
import {
  absentFile,
  dockerNode,
  dockerOptionsPath,
  processOf,
  processTable,
  startedAt,
  textFile,
} from '../support/facts.ts';

const bip = '10.100.54.1/24';
const started = '2026-11-21T08:00:00.000Z';
const written = '2026-11-21T07:59:00.000Z';

interface Said {
  readonly dockerd?: string;
  readonly options?: string;
  readonly writtenAt?: number;
  readonly daemonJson?: string;
}

function factsOf({ dockerd, options, writtenAt, daemonJson }: Said): DockerFacts {
  const node = dockerNode({
    processes: processTable(dockerd === undefined ? [] : [processOf(dockerd)]),
    dockerOptions:
      options === undefined
        ? absentFile(dockerOptionsPath)
        : textFile(dockerOptionsPath, options, writtenAt),
  });
  const path = '/etc/docker/daemon.json';
  return dockerFacts(
    node,
    daemonJson === undefined ? absentFile(path) : textFile(path, daemonJson),
  );
}

const running: readonly (readonly [of: string, said: Said, bip: string | undefined])[] = [
  ['its flag', { dockerd: `dockerd --bip=${bip} --mtu=1450` }, bip],
  ['the flag of an old docker', { dockerd: `docker daemon --bip ${bip}` }, bip],
  ['daemon.json', { dockerd: 'dockerd', daemonJson: `{ "bip" : "${bip}", "mtu": 1450 }` }, bip],
  ['daemon.json, even if docker is down', { daemonJson: `{"bip":"${bip}"}` }, bip],
  [
    'the flag before daemon.json',
    { dockerd: `dockerd --bip=${bip}`, daemonJson: '{"bip":"1.1.1.1/8"}' },
    bip,
  ],
  ['neither', { dockerd: 'dockerd', daemonJson: '{"fixed-cidr":"10.0.0.0/8"}' }, undefined],
  ['an empty flag, which a missing options file leaves', { dockerd: 'dockerd --bip=' }, undefined],
  ['an empty value in daemon.json', { dockerd: 'dockerd', daemonJson: '{"bip":""}' }, undefined],
  ['nothing, for docker is not there', {}, undefined],
];

for (const [of, said, expected] of running)
  t.test(`takes the bridge address of docker from ${of}`, async (t) => {
    t.equal(factsOf(said).bip, expected);
  });

t.test('daemon.json need not have been asked for', async (t) => {
  t.equal(dockerFacts(dockerNode(), undefined).bip, bip);
});

const offers: readonly (readonly [of: string, options: string])[] = [
  ["Magnum's", `DOCKER_NETWORK_OPTIONS="--bip=${bip} --mtu=1450"\n`],
  [
    "mk-docker-opts.sh's",
    `DOCKER_OPT_BIP="--bip=${bip}"\nDOCKER_OPT_IPMASQ="--ip-masq=true"\nDOCKER_OPTS=" --bip=${bip} --ip-masq=true"\n`,
  ],
  ['those with a blank', `DOCKER_OPTS="--bip ${bip}"\n`],
];

for (const [of, options] of offers)
  t.test(`finds what flannel offers docker in options like ${of}`, async (t) => {
    const { offered } = factsOf({ options, writtenAt: startedAt });
    t.strictSame(offered, { path: dockerOptionsPath, bip, writtenAt: startedAt });
  });

t.test('options that name no bridge address offer none', async (t) => {
  t.notOk(factsOf({ options: 'DOCKER_OPT_BIP=""\nDOCKER_OPT_MTU="--mtu=1450"\n' }).offered);
  t.notOk(factsOf({}).offered);
});

const options = offers[0]?.[1] ?? '';

const lacking: readonly (readonly [because: string, said: Said, lacks: boolean])[] = [
  [
    'docker was started without it after flannel had written it',
    { dockerd: 'dockerd', options },
    true,
  ],
  ['nothing writes it for docker', { dockerd: 'dockerd' }, true],
  [
    'docker started as flannel wrote it',
    { dockerd: 'dockerd', options, writtenAt: startedAt },
    true,
  ],
  ['its variable was empty', { dockerd: 'dockerd --bip=', options }, true],
  [
    'docker started before flannel wrote it',
    { dockerd: 'dockerd', options, writtenAt: startedAt + 1 },
    false,
  ],
  ['docker has one', { dockerd: `dockerd --bip=${bip}`, options }, false],
  ['docker has a wrong one', { dockerd: 'dockerd --bip=172.18.0.1/16', options }, false],
  ['docker does not run', { options }, false],
];

for (const [because, said, lacks] of lacking)
  t.test(
    `starting docker again ${lacks ? 'changes nothing' : 'may help'}: ${because}`,
    async (t) => {
      t.equal(lacksBip(factsOf(said)), lacks);
    },
  );

const evidence: readonly (readonly [said: Said, lines: readonly string[]])[] = [
  [
    { dockerd: `dockerd --bip=${bip}`, options },
    [
      `dockerd runs with --bip=${bip} since ${started}`,
      `${dockerOptionsPath} offers --bip=${bip} since ${written}`,
    ],
  ],
  [
    { dockerd: 'dockerd' },
    [
      `dockerd runs without --bip since ${started}`,
      'no options for docker were found where flannel writes them',
    ],
  ],
  [
    { options },
    ['dockerd does not run', `${dockerOptionsPath} offers --bip=${bip} since ${written}`],
  ],
];

for (const [said, lines] of evidence)
  t.test(`says what was seen of docker: ${lines[0]}`, async (t) => {
    t.strictSame(evidenceOfDocker(factsOf(said)), lines);
  });
