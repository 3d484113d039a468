import t from 'tap';
import { parseHeatParams } from '../../src/config/heat-params.ts';
import { showHeatParams } from '../../src/config/shown-heat-params.ts';

t.test('only what is known to be harmless is shown', async (t) => {
  const { params } = parseHeatParams(`
NETWORK_DRIVER="flannel"
HTTP_PROXY="http://user:planted@proxy:3128"
TRUSTEE_PASSWORD="planted"
WAIT_CURL="curl -H 'X-Auth-Token: planted' http://heat/"
CA_KEY="-----BEGIN PRIVATE KEY-----planted"
SOMETHING_NEW="planted"
`);
  t.equal(
    showHeatParams(params),
    'HTTP_PROXY="http://***@proxy:3128"\nNETWORK_DRIVER="flannel"\n# 4 other keys are not shown\n',
  );
});

t.test('an empty file has nothing to show', async (t) => {
  t.equal(showHeatParams(new Map()), '# 0 other keys are not shown\n');
});
