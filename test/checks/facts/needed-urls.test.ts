import t from 'tap';
import {
  dockerHub,
  metadataService,
  neededUrls,
  unverifiedUrls,
} from '../../../src/checks/facts/needed-urls.ts';

const magnum = { CLUSTER_UUID: 'c' };
const insecure = 'registry.example:5000';

const needed: readonly (readonly [Readonly<Record<string, string>>, string | undefined])[] = [
  [{}, undefined],
  [magnum, dockerHub],
  [{ ...magnum, CONTAINER_INFRA_PREFIX: '' }, dockerHub],
  [{ ...magnum, CONTAINER_INFRA_PREFIX: 'docker.io/openstackmagnum/' }, dockerHub],
  [{ ...magnum, CONTAINER_INFRA_PREFIX: 'openstackmagnum/' }, dockerHub],
  [{ CONTAINER_INFRA_PREFIX: 'registry.example/magnum/' }, 'https://registry.example/v2/'],
  [{ CONTAINER_INFRA_PREFIX: '10.0.0.5:5000/' }, 'https://10.0.0.5:5000/v2/'],
  [
    { CONTAINER_INFRA_PREFIX: `${insecure}/a/`, INSECURE_REGISTRY_URL: `http://${insecure}/` },
    'http://registry.example:5000/v2/',
  ],
  [{ ...magnum, INSECURE_REGISTRY_URL: insecure }, 'http://registry.example:5000/v2/'],
  [{ ...magnum, INSECURE_REGISTRY_URL: 'registry.example' }, undefined],
  [
    { AUTH_URL: 'http://10.0.0.250:5000/v3', MAGNUM_URL: 'https://u:p@os.example:9511/v1?a=b' },
    'http://10.0.0.250:5000/v3,https://os.example:9511/v1',
  ],
  [{ AUTH_URL: 'nonsense', MAGNUM_URL: '' }, undefined],
  [{ ETCD_DISCOVERY_URL: 'https://discovery.etcd.io/planted' }, 'https://discovery.etcd.io/'],
  [{ ETCD_DISCOVERY_URL: 'none' }, undefined],
  [
    { WAIT_CURL: "curl -i -X POST -H 'X-Auth-Token: planted' http://heat:8004/v1/p/signal" },
    'http://heat:8004/',
  ],
  [{ WAIT_CURL: '', WAIT_HANDLE_ENDPOINT: 'https://heat/v1/planted' }, 'https://heat/'],
  [{ WAIT_HANDLE: 'http://heat:8000/v1/x?Signature=planted' }, 'http://heat:8000/'],
  [{ KUBE_NODE_IP: '' }, metadataService],
  [{ KUBE_NODE_IP: '10.0.0.11' }, undefined],
];

for (const [params, urls] of needed) {
  t.test(`heat-params ${JSON.stringify(params)} need ${urls}`, async (t) => {
    t.equal(neededUrls(new Map(Object.entries(params))), urls);
  });
}

t.test('where Magnum verifies nothing, OpenStack is asked so too', async (t) => {
  const openStack = { AUTH_URL: 'https://os.example:5000/v3', ...magnum };
  const unverified = new Map(Object.entries({ ...openStack, VERIFY_CA: 'False' }));
  t.equal(unverifiedUrls(unverified), 'https://os.example:5000/v3');
  t.equal(neededUrls(unverified), dockerHub);
  for (const said of [{}, { VERIFY_CA: 'True' }, { VERIFY_CA: '' }])
    t.equal(unverifiedUrls(new Map(Object.entries({ ...openStack, ...said }))), undefined);
});
