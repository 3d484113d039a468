import t from 'tap';
import { nodeNameIn } from '../../../src/clients/kubernetes/certificate-name.ts';
import { kubernetesFixture } from '../../support/api-server.ts';
import { tlsFixture } from '../../support/web-servers.ts';

t.test('a kubelet’s certificate names its node, also with the key in the same file', async (t) => {
  t.equal(nodeNameIn(kubernetesFixture('kubelet.pem')), 'x');
});

t.test('nothing else names a node', async (t) => {
  for (const pem of [tlsFixture('good.pem'), tlsFixture('server.key'), 'garbage', '', undefined])
    t.equal(nodeNameIn(pem), undefined);
});
