import t from 'tap';
import {
  type Handle,
  handleOfCurl,
  handleOfSigned,
  handleOfToken,
  noHandle,
  type ParsedHandle,
} from '../../../src/domain/heat/handle.ts';
import { curlOf, endpointOf, fernetToken, signedUrl, usable } from '../../support/heat-handles.ts';

const now = Date.parse('2026-11-21T08:00:00Z');
const endpoint = endpointOf('https://heat.example:8004');
const token = fernetToken(now);
const url = signedUrl('http://heat.example:8000', now);

/** The handle with its secrets in the open. */
function shown(parsed: ParsedHandle): unknown {
  const handle: Handle = usable(parsed);
  const secrets = handle.kind === 'token' ? { token: handle.token.reveal() } : {};
  return { ...handle, url: handle.url.reveal(), ...secrets };
}

const tokenHandle = { kind: 'token', url: endpoint, token, insecure: false };
const signedHandle = { kind: 'signed', url, keys: ['capitalised', 'lower-case'], insecure: false };
const cfnSignal = (signal: object): string => JSON.stringify({ alarm_url: url, ...signal });

t.test('what Heat and Magnum wrote is a handle', async (t) => {
  t.strictSame(shown(handleOfCurl(curlOf(endpoint, token))), tokenHandle);
  t.strictSame(shown(handleOfToken(endpoint, token)), tokenHandle);
  t.strictSame(shown(handleOfSigned(`${url}\n`)), signedHandle);
  t.strictSame(shown(handleOfCurl(`curl -X PUT '${url}'`)), signedHandle);
});

t.test('the attribute signal of CFN_SIGNAL says by itself how its keys are written', async (t) => {
  t.strictSame(shown(handleOfSigned(cfnSignal({}))), { ...signedHandle, keys: ['lower-case'] });
});

t.test('curl says how far its server is trusted', async (t) => {
  const command = curlOf(endpoint, token).replace('curl', 'curl -k --cacert /etc/ca.pem');
  t.strictSame(shown(handleOfCurl(command)), {
    ...tokenHandle,
    insecure: true,
    caFile: '/etc/ca.pem',
  });
});

t.test('nothing is no handle', async (t) => {
  t.equal(handleOfCurl(' '), noHandle);
  t.equal(handleOfToken('', ''), noHandle);
  t.equal(handleOfSigned('\n'), noHandle);
});

const noUrl = 'its address is not an http or https URL without credentials in it';
const unsigned = 'its address is not signed';
const post = (address: string) => curlOf(address, 'planted');

const refused: readonly (readonly [what: string, ParsedHandle, problem: string])[] = [
  ['a command that is none', handleOfCurl('planted'), 'it does not call curl'],
  ['no token', handleOfCurl(`curl -X POST ${endpoint}`), 'it has no header X-Auth-Token'],
  [
    'GET',
    handleOfCurl(`curl -H 'X-Auth-Token: a' ${endpoint}`),
    'its method is neither POST nor PUT',
  ],
  ['no scheme', handleOfCurl(post('heat.example/signal')), noUrl],
  ['another scheme', handleOfCurl(post('ftp://heat.example/signal')), noUrl],
  ['no path', handleOfCurl(post('http://heat.example')), noUrl],
  ['credentials', handleOfCurl(post('http://u:planted@heat.example/signal')), noUrl],
  ['a blank', handleOfToken('http://heat.example/a b/signal', token), noUrl],
  ['a letter that has to be encoded', handleOfToken('http://heat.example/é/signal', token), noUrl],
  ['a port that is none', handleOfToken('http://heat.example:99999/signal', token), noUrl],
  [
    'a slash too many',
    handleOfToken(`${endpoint}/`, token),
    "its address does not end in /signal, as a wait condition's handle does",
  ],
  ['an empty token', handleOfToken(endpoint, ''), 'its token is empty or has odd characters'],
  [
    'a token of two lines',
    handleOfToken(endpoint, 'a\nb'),
    'its token is empty or has odd characters',
  ],
  ['a token alone', handleOfToken('', token), noUrl],
  ['no signature', handleOfSigned(url.replace('Signature=', 'Signed=')), unsigned],
  ['a native endpoint', handleOfSigned(endpoint), unsigned],
  [
    'a deployment',
    handleOfSigned(url.replace('/waitcondition/', '/signal/')),
    'its address is signed for something else than a wait condition',
  ],
  [
    'TEMP_URL_SIGNAL',
    handleOfCurl("curl -i -X PUT 'http://swift.example/v1/a?temp_url_sig=planted'"),
    'TEMP_URL_SIGNAL is not supported',
  ],
  [
    'HEAT_SIGNAL',
    handleOfSigned(cfnSignal({ user_id: 'planted' })),
    'HEAT_SIGNAL is not supported',
  ],
  ['NO_SIGNAL', handleOfSigned('{}'), 'it has no alarm_url: of the transports, CFN_SIGNAL has one'],
  [
    'an alarm_url that is none',
    handleOfSigned('{"alarm_url":7}'),
    'it has no alarm_url: of the transports, CFN_SIGNAL has one',
  ],
  [
    'half of a JSON',
    handleOfSigned('{"alarm_url": "planted'),
    'it is neither a URL nor a JSON object',
  ],
  ['no object', handleOfSigned('null'), 'it is neither a URL nor a JSON object'],
];

for (const [what, parsed, problem] of refused)
  t.test(`${what} cannot be used, and nothing of it is shown`, async (t) => {
    t.strictSame(parsed, { kind: 'unusable', problem });
  });
