import t from 'tap';
import { createAccess } from '../../src/clients/kubernetes-access.ts';
import { collectNodeName, type NameSource } from '../../src/clients/kubernetes-name.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import { accessOptions, magnumNode, serviceAccount } from '../support/api-server.ts';
import { processOf, processTable } from '../support/facts.ts';

const host = magnumNode('https://10.0.0.5:6443');
const unasked = async () => {
  throw new Error('nobody needs to know');
};
const nobody: NameSource = {
  option: '',
  instanceName: '',
  hostname: 'by-host',
  access: createAccess(accessOptions({})),
  processes: async () => processTable(),
};

t.test('the operator’s word needs no further question', async (t) => {
  const source = { ...nobody, option: 'by-option', access: { find: unasked }, processes: unasked };
  t.equal(await collectNodeName(source), 'by-option');
});

t.test('nor does the certificate’s, whoever’s credentials are used', async (t) => {
  const environment = { KUBERNETES_SERVICE_HOST: '10.254.0.1', KUBERNETES_SERVICE_PORT: '443' };
  for (const own of [{}, serviceAccount()]) {
    const access = createAccess({ ...accessOptions({ own, host }), environment });
    t.equal(await collectNodeName({ ...nobody, access, processes: unasked }), 'x');
  }
});

t.test('else the processes tell, then the others', async (t) => {
  const kubelet = processOf('/usr/bin/kubelet --hostname-override=by-flag');
  const processes = async () => processTable([kubelet]);
  t.equal(await collectNodeName({ ...nobody, processes }), 'by-flag');
  const { '/etc/kubernetes/certs/kubelet.crt': _, ...nameless } = host;
  const environment = { KUBERNETES_SERVICE_HOST: '10.254.0.1', KUBERNETES_SERVICE_PORT: '443' };
  const options = accessOptions({ own: serviceAccount(), host: nameless });
  const access = createAccess({ ...options, environment });
  t.equal(await collectNodeName({ ...nobody, access, processes }), 'by-flag');
  t.equal(await collectNodeName({ ...nobody, instanceName: 'by-magnum' }), 'by-magnum');
});

t.test('processes that cannot be seen are no reason to fail', async (t) => {
  const error = new ProbeError('ToolFailed', 'cannot read /proc');
  t.equal(await collectNodeName({ ...nobody, processes: () => Promise.reject(error) }), 'by-host');
});
