import t from 'tap';
import { type CurlCommand, parseCurl } from '../../../src/domain/heat/curl-command.ts';
import { curlOf, endpointOf, fernetToken } from '../../support/heat-handles.ts';

const url = endpointOf('https://heat.example:8004');
const plain: CurlCommand = { url, method: 'GET', headers: new Map(), insecure: false };
const posted = { ...plain, method: 'POST' };

t.test("the attribute curl_cli is read as Heat's versions wrote it", async (t) => {
  const token = fernetToken(Date.parse('2026-11-21T08:00:00Z'));
  const headers = new Map([
    ['x-auth-token', token],
    ['content-type', 'application/json'],
    ['accept', 'application/json'],
  ]);
  const command = curlOf(url, token);
  t.strictSame(parseCurl(command), { ...posted, headers });
  const insecure = command.replace('curl ', 'curl --insecure ');
  t.strictSame(parseCurl(insecure), { ...posted, headers, insecure: true });
  const swift = `curl -i -X PUT '${url}?temp_url_sig=planted&temp_url_expires=1'`;
  t.match(parseCurl(swift), { method: 'PUT', url: /temp_url_expires=1$/ });
});

const commands: readonly (readonly [command: string, Partial<CurlCommand>])[] = [
  [`curl ${url}`, {}],
  [`/usr/bin/curl ${url}`, {}],
  [`curl "${url}"`, {}],
  [`curl --url ${url}`, {}],
  [`curl -sSfikL ${url}`, { insecure: true }],
  [`curl --silent --show-error --fail --include --location ${url}`, {}],
  [`curl -k ${url} -XPOST`, { insecure: true, method: 'POST' }],
  [`curl --request PUT ${url}`, { method: 'PUT' }],
  [`curl -X PUT ${url} -X POST`, { method: 'POST' }],
  [`curl --data-binary '{"status": "SUCCESS"}' ${url}`, { method: 'POST' }],
  [`curl -d @- ${url}`, { method: 'POST' }],
  [`curl -m 10 --retry 5 -o /dev/null ${url}`, {}],
  [`curl --cacert /etc/ca.pem ${url}`, { caFile: '/etc/ca.pem' }],
  [`curl -H'X-Auth-Token:a:b' ${url}`, { headers: new Map([['x-auth-token', 'a:b']]) }],
  [`curl -H Odd ${url}`, { headers: new Map([['odd', '']]) }],
];

for (const [command, asked] of commands)
  t.test(`${command.replace(url, 'URL')} is read`, async (t) => {
    t.strictSame(parseCurl(command), { ...plain, ...asked });
  });

const refused: readonly (readonly [command: string, problem: string])[] = [
  ['', 'it does not call curl'],
  [`wget ${url}`, 'it does not call curl'],
  [`curl ${url}; rm -rf /`, 'it is not one plain command'],
  [`curl 'planted`, 'it is not one plain command'],
  ['curl -i', 'it names no URL'],
  [`curl ${url} ${url}`, 'it names more than one URL'],
  [`curl ${url} -`, 'it names more than one URL'],
  [`curl -i ${url} -X`, '-X lacks its value'],
  [`curl -i ${url} --header`, '--header lacks its value'],
  [`curl -u user:planted ${url}`, 'it has an option that is not known (-u)'],
  [`curl -iu planted ${url}`, 'it has an option that is not known (-u)'],
  [`curl --netrc ${url}`, 'it has an option that is not known (--netrc)'],
  [`curl --proxy=planted ${url}`, 'it has an option that is not known'],
  [`curl --gAAAAABplanted ${url}`, 'it has an option that is not known'],
];

for (const [command, problem] of refused)
  t.test(`${command.replaceAll(url, 'URL')} is refused: ${problem}`, async (t) => {
    t.strictSame(parseCurl(command), { problem });
  });
