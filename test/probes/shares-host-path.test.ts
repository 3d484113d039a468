import { link, mkdir } from 'node:fs/promises';
import t from 'tap';
import { sharesHostPath } from '../../src/probes/shares-host-path.ts';

t.test('on the host itself every path is the host’s', async (t) => {
  t.equal(await sharesHostPath('', '/nowhere'), true);
});

t.test('in a container only what is mounted there as well', async (t) => {
  const root = t.testdir({ host: { run: { x: '', y: '' } } });
  await mkdir(`${root}/own/run`, { recursive: true });
  await link(`${root}/host/run/x`, `${root}/own/run/x`);
  const shares = (path: string) => sharesHostPath(`${root}/host`, path, `${root}/own`);
  t.equal(await shares('/run/x'), true);
  t.equal(await shares('/run/y'), false);
  t.equal(await shares('/run/z'), false);
  t.equal(await sharesHostPath(`${root}/host`, '/run/x'), false);
});
