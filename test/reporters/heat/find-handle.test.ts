import t from 'tap';
import { handleOfCurl, noHandle, unusable } from '../../../src/domain/heat/handle.ts';
import type { FileAnswer } from '../../../src/domain/probes.ts';
import { findHandle } from '../../../src/reporters/heat/find-handle.ts';
import { curlOf, endpointOf, signedUrl, usable } from '../../support/heat-handles.ts';

const endpoint = endpointOf('http://heat.example');
const url = signedUrl('http://heat.example', 0);
const nothingNamed = { endpoint: '', tokenFile: '', signedUrlFile: '', magnum: noHandle };

const files: Readonly<Record<string, Partial<FileAnswer>>> = {
  '/token': { kind: 'text', text: 'token-of-file\n' },
  '/url': { kind: 'text', text: url },
  '/empty': { kind: 'text', text: '\n' },
  '/odd': { kind: 'text', text: 'planted planted' },
  '/absent': { kind: 'absent' },
  '/forbidden': { kind: 'notPermitted' },
  '/large': { kind: 'invalid', problem: 'is larger than 64 KiB' },
};

const readFile = async (path: string): Promise<FileAnswer> => {
  const { kind = 'absent', ...rest } = files[path] ?? {};
  return { path, modifiedAt: 0, text: '', problem: '', ...rest, kind } as FileAnswer;
};

const find = (named: Partial<typeof nothingNamed> & Partial<Parameters<typeof findHandle>[0]>) =>
  findHandle({ ...nothingNamed, ...named }, readFile);

t.test("Magnum's handle is used where nobody names another", async (t) => {
  const magnum = handleOfCurl(curlOf(endpoint, 'token-of-magnum'));
  t.equal(await find({ magnum }), magnum);
  t.equal(await find({}), noHandle);
  const own = usable(await find({ magnum, endpoint, tokenFile: '/token' }));
  t.equal(own.kind === 'token' && own.token.reveal(), 'token-of-file');
});

t.test('a file holds the signed URL', async (t) => {
  t.equal(usable(await find({ signedUrlFile: '/url' })).url.reveal(), url);
});

t.test('an empty file is an empty handle', async (t) => {
  t.equal(await find({ signedUrlFile: '/empty' }), noHandle);
});

const unusableFiles = [
  ['/absent', 'no such file'],
  ['/forbidden', 'permission denied'],
  ['/large', 'is larger than 64 KiB'],
  ['/odd', 'its token is empty or has odd characters'],
  ['/empty', 'its token is empty or has odd characters'],
] as const;

for (const [tokenFile, problem] of unusableFiles)
  t.test(`${tokenFile} cannot be used: ${problem}`, async (t) => {
    const magnum = handleOfCurl(curlOf(endpoint, 'token-of-magnum'));
    t.strictSame(await find({ magnum, endpoint, tokenFile }), unusable(`${tokenFile}: ${problem}`));
  });
