import t from 'tap';
import { optionsFor } from '../../src/config/options.ts';
import { unknownKeys, unknownVariables } from '../../src/config/unknown-names.ts';
import { configPath, sampleChecks, sourcesOf } from './sample-sources.ts';

const options = optionsFor(sampleChecks);

t.test('a variable of ours that no option reads is a mistake', async (t) => {
  const environment = {
    PATH: '/bin',
    NODE_CHECK_TIMEOUT: '5s',
    NODE_CHECK_TIMOUT: '5s',
    NODE_CHECK_TOKEN_OF_SOMETHING: 'planted',
  };
  t.same(unknownVariables(environment, options), [
    { where: 'NODE_CHECK_TIMOUT', problem: 'unknown variable; did you mean NODE_CHECK_TIMEOUT?' },
    { where: 'NODE_CHECK_TOKEN_OF_SOMETHING', problem: 'unknown variable' },
  ]);
});

t.test('what Kubernetes says of a Service with our name is none of our options', async (t) => {
  const environment = {
    NODE_CHECK_SERVICE_HOST: '10.0.0.1',
    NODE_CHECK_SERVICE_PORT: '9100',
    NODE_CHECK_SERVICE_PORT_METRICS: '9100',
    NODE_CHECK_PORT: 'tcp://10.0.0.1:9100',
    NODE_CHECK_PORT_9100_TCP_ADDR: '10.0.0.1',
    NODE_CHECK_WEB_SERVICE_HOST: '10.0.0.2',
    NODE_CHECK_WEB_PORT: 'tcp://10.0.0.2:80',
    NODE_CHECK_OTHER_PORT: '80',
    NODE_CHECK_PORTS: '80',
  };
  t.same(
    unknownVariables(environment, options).map(({ where }) => where),
    ['NODE_CHECK_OTHER_PORT', 'NODE_CHECK_PORTS'],
  );
});

t.test('a key that no option has is a mistake', async (t) => {
  const { file } = sourcesOf({
    entries: {
      timeout: '5s',
      'external-ping.target': '8.8.8.8',
      'heat.password': 'planted',
      'kube-proxy': 'none',
      flannel: '',
    },
  });
  t.same(unknownKeys(file, options), [
    {
      where: `${configPath}: external-ping.target`,
      problem: 'unknown key; did you mean external-ping.targets?',
    },
    { where: `${configPath}: heat.password`, problem: 'unknown key' },
    {
      where: `${configPath}: kube-proxy`,
      problem: 'expected options below it: kube-proxy.expected, kube-proxy.port',
    },
  ]);
});
