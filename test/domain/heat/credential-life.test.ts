import t from 'tap';
import { type LifeStage, lifeOf, stageOf } from '../../../src/domain/heat/credential-life.ts';
import { handleOfSigned, handleOfToken } from '../../../src/domain/heat/handle.ts';
import { endpointOf, fernetToken, signedUrl, usable } from '../../support/heat-handles.ts';

const issuedAt = Date.parse('2026-11-21T08:00:00Z');
const minute = 60_000;

const withToken = (token: string) =>
  usable(handleOfToken(endpointOf('http://heat.example'), token));
const signed = (url: string) => usable(handleOfSigned(url));
const token = withToken(fernetToken(issuedAt));
const url = signedUrl('http://heat.example', issuedAt);

t.test('a Fernet token carries the time of its issue', async (t) => {
  for (const time of ['2015-07-01T00:00:00Z', '2026-11-21T08:00:01Z', '2105-12-31T23:59:59Z'])
    t.equal(lifeOf(withToken(fernetToken(Date.parse(time))))?.issuedAt, Date.parse(time));
  t.equal(lifeOf(withToken(`${fernetToken(issuedAt)}==`))?.issuedAt, issuedAt);
});

t.test('a signed URL carries its Timestamp', async (t) => {
  t.equal(lifeOf(signed(url))?.issuedAt, issuedAt);
});

const silent = [
  ['a UUID token', withToken('0f4a1c5de2f64c1c9a3a6f5c61f5f6a0')],
  ['a token that only begins like Fernet', withToken('gAAAAABrAU')],
  ['a URL without a Timestamp', signed(url.replace('Timestamp=', 'Time='))],
  ['a URL with a Timestamp of no zone', signed(url.replace('Z&', '&'))],
  ['a URL with something else for a Timestamp', signed(url.replace('2026-', 'soon-'))],
] as const;

for (const [what, handle] of silent)
  t.test(`${what} tells nothing of its age`, async (t) => {
    t.equal(lifeOf(handle), undefined);
  });

const stages: readonly (readonly [LifeStage, ofToken: number, ofUrl: number])[] = [
  ['fresh', -10, -10],
  ['fresh', 0, 0],
  ['fresh', 44.9, 9.9],
  ['ending', 45, 10],
  ['ending', 49.9, 11.9],
  ['late', 50, 12],
  ['late', 59.9, 14.9],
  ['ended', 60, 15],
  ['ended', 720, 720],
  ['past', 720.1, 720.1],
];

for (const [stage, ofToken, ofUrl] of stages)
  t.test(
    `${ofToken} min after its issue a token, and ${ofUrl} min a URL, is ${stage}`,
    async (t) => {
      const at = (minutes: number) => ({ now: issuedAt + minutes * minute, watchedMs: 0 });
      t.equal(stageOf(lifeOf(token), at(ofToken)), stage);
      t.equal(stageOf(lifeOf(signed(url)), at(ofUrl)), stage);
    },
  );

t.test('what does not tell its age is good for as long as anybody waits', async (t) => {
  const after = (hours: number) => ({ now: 0, watchedMs: hours * 60 * minute });
  t.equal(stageOf(undefined, after(12)), 'fresh');
  t.equal(stageOf(undefined, after(12.1)), 'past');
});
