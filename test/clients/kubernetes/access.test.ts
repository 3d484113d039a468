import t from 'tap';
import {
  bearer,
  NoAccess,
  problemOf,
  readText,
  serverUrl,
} from '../../../src/clients/kubernetes/access.ts';
import type { FileAnswer } from '../../../src/domain/probes.ts';
import { textFile } from '../../support/facts.ts';

const path = '/etc/kubernetes/kubelet.conf';

t.test('a file is read, or it is said why not', async (t) => {
  t.equal(await readText(path, async () => textFile(path, 'text')), 'text');
  const cases: readonly (readonly [FileAnswer, string])[] = [
    [{ kind: 'absent', path }, `${path} does not exist`],
    [{ kind: 'notPermitted', path }, `may not read ${path}`],
    [{ kind: 'invalid', path, problem: 'is a directory' }, `${path} is a directory`],
  ];
  for (const [answer, message] of cases)
    await t.rejects(
      readText(path, async () => answer),
      new NoAccess(message),
    );
});

t.test('of an error only what is meant for people is said', async (t) => {
  t.equal(problemOf(new NoAccess('no key')), 'no key');
  t.equal(problemOf(new Error('a secret')), 'the credentials cannot be read');
});

t.test('a token is sent without the line’s end, and only if HTTP can carry it', async (t) => {
  t.same(bearer('eyJ.a-b_c\n', path), { authorization: 'Bearer eyJ.a-b_c' });
  for (const text of ['', ' \n', 'to\nken', 'tökén', 'to ken', '\u0000'])
    t.throws(() => bearer(text, path), new NoAccess(`${path} holds no token`));
});

t.test('of a URL what only we may know is left out', async (t) => {
  const urls = [
    ['https://10.0.0.5:6443', 'https://10.0.0.5:6443'],
    ['https://10.0.0.5:6443/', 'https://10.0.0.5:6443'],
    ['https://rancher.example/k8s/clusters/c-1//', 'https://rancher.example/k8s/clusters/c-1'],
    ['https://user:secret@[fd00::5]:6443?token=secret', 'https://[fd00::5]:6443'],
    ['http://10.0.0.5:8080', 'http://10.0.0.5:8080'],
  ] as const;
  for (const [text, url] of urls) t.equal(serverUrl(text, path), url);
  for (const text of ['', '10.0.0.5:6443', 'file:///etc/passwd', 'https://'])
    t.throws(
      () => serverUrl(text, `the server in ${path}`),
      new NoAccess(`the server in ${path} is not an http or https URL`),
    );
});
