import t from 'tap';
import { NoAccess } from '../../../src/clients/kubernetes/access.ts';
import { serviceAccountAccess } from '../../../src/clients/kubernetes/service-account.ts';
import { serviceAccount, serviceAccountFolder } from '../../support/api-server.ts';
import { fakeFiles } from '../../support/fake-probes.ts';
import { tlsFixture } from '../../support/web-servers.ts';

const environment = { KUBERNETES_SERVICE_HOST: '10.254.0.1', KUBERNETES_SERVICE_PORT: '443' };
const readFile = fakeFiles(serviceAccount());

t.test('a pod’s token and authority are used at the service address', async (t) => {
  t.same(await serviceAccountAccess({ environment, readFile }), {
    server: 'https://10.254.0.1:443',
    ca: tlsFixture('ca.pem'),
    insecure: false,
    headers: { authorization: 'Bearer tok-1' },
  });
});

t.test('where the kubelet goes is tried first, with TLS only', async (t) => {
  const service = 'https://10.254.0.1:443';
  const accessBeside = (kubeletServer: string) =>
    serviceAccountAccess({ environment, readFile, kubeletServer });
  const kubelets = 'https://10.0.0.5:6443';
  t.match(await accessBeside(kubelets), { server: kubelets, otherServer: service });
  const { server, otherServer } = await accessBeside('http://10.0.0.5:8080');
  t.same([server, otherServer], [service, undefined]);
});

t.test('an IPv6 service address stands in brackets', async (t) => {
  const ipv6 = { ...environment, KUBERNETES_SERVICE_HOST: 'fd00::1' };
  const { server } = await serviceAccountAccess({ environment: ipv6, readFile });
  t.equal(server, 'https://[fd00::1]:443');
});

t.test('without an address there is no access', async (t) => {
  const message = 'KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set';
  const { KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT } = environment;
  for (const given of [{}, { KUBERNETES_SERVICE_HOST }, { KUBERNETES_SERVICE_PORT }])
    await t.rejects(serviceAccountAccess({ environment: given, readFile }), new NoAccess(message));
});

t.test('half a service account is none', async (t) => {
  const ca = `${serviceAccountFolder}/ca.crt`;
  const { [ca]: _, ...token } = serviceAccount();
  const cases = [
    [token, `${ca} does not exist`],
    [serviceAccount(''), `${serviceAccountFolder}/token holds no token`],
  ] as const;
  for (const [files, message] of cases)
    await t.rejects(
      serviceAccountAccess({ environment, readFile: fakeFiles(files) }),
      new NoAccess(message),
    );
});
