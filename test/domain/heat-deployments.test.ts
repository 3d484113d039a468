import t from 'tap';
import { deploymentCode, heatDeployments } from '../../src/domain/heat-deployments.ts';

t.test('deployments go by the names of their logs', async (t) => {
  const deployed = ['a-1.json', 'a-1.notify.json', 'b-2.json', 'c-3.json', 'other'];
  const logs = ['a-1-master-config.log', 'b-2.log', 'stray.log'];
  t.same(heatDeployments(deployed, logs), [
    {
      id: 'a-1',
      name: 'master-config',
      log: '/var/log/heat-config/heat-config-script/a-1-master-config.log',
    },
    { id: 'b-2', name: 'b-2', log: '/var/log/heat-config/heat-config-script/b-2.log' },
    { id: 'c-3', name: 'c-3' },
  ]);
});

const notify = (fields: object): string => JSON.stringify(fields, undefined, 2);

const codes: readonly (readonly [text: string, code?: number])[] = [
  [notify({ deploy_stdout: '', deploy_stderr: '', deploy_status_code: 0 }), 0],
  [notify({ deploy_status_code: 127, deploy_stdout: '' }), 127],
  [notify({ deploy_stdout: '', deploy_status_code: '-9' }), -9],
  [JSON.stringify({ deploy_status_code: 1 }), 1],
  ['…cut"\n  "deploy_status_code": 2\n}', 2],
  [notify({ deploy_stdout: '{"deploy_status_code": 1}', deploy_status_code: 0 }), 0],
  [notify({ deploy_stdout: '{"deploy_status_code": 1}' })],
  [''],
];

t.test('the exit code is the script’s own, not one that it printed', async (t) => {
  for (const [text, code] of codes) t.equal(deploymentCode(text), code, text);
});
