import t from 'tap';
import { createTokenBucket } from '../../../src/reporters/kubernetes/token-bucket.ts';
import { createVirtualTime } from '../../support/virtual-time.ts';

function bucketOf(capacity: number) {
  const clock = createVirtualTime();
  return { clock, bucket: createTokenBucket({ capacity, refillMs: 1_000, clock }) };
}

t.test('a full bucket lets as much through at once as it holds', async (t) => {
  const { bucket } = bucketOf(3);
  for (const _ of [1, 2, 3]) {
    t.equal(bucket.waitMs(0), 0);
    bucket.take();
  }
  t.equal(bucket.waitMs(0), 1_000);
});

t.test('an empty one lets one through whenever a token has come', async (t) => {
  const { bucket, clock } = bucketOf(1);
  bucket.take();
  clock.standStill(400);
  t.equal(bucket.waitMs(0), 600);
  clock.standStill(600);
  t.equal(bucket.waitMs(0), 0);
});

t.test('what was taken in advance is waited for', async (t) => {
  const { bucket, clock } = bucketOf(1);
  bucket.take();
  bucket.take();
  t.equal(bucket.waitMs(0), 2_000);
  clock.standStill(2_000);
  t.equal(bucket.waitMs(0), 0);
});

t.test('a long rest fills it to the brim and no further', async (t) => {
  const { bucket, clock } = bucketOf(2);
  clock.standStill(1_000_000);
  bucket.take();
  bucket.take();
  t.equal(bucket.waitMs(0), 1_000);
});

t.test('a reserve is left alone', async (t) => {
  const { bucket } = bucketOf(3);
  bucket.take();
  t.equal(bucket.waitMs(2), 1_000);
  t.equal(bucket.waitMs(0), 0);
});
