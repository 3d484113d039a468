import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import t, { type Test } from 'tap';
import { createTrust } from '../../src/probes/web-trust.ts';
import { tlsFixture } from '../support/web-servers.ts';

const authority = tlsFixture('ca.pem');

/** Whether a server with good.pem is trusted by a node with these files. */
async function trusts(
  t: Test,
  files: Parameters<Test['testdir']>[0],
  caFile?: string,
): Promise<boolean> {
  const secureContext = await createTrust(t.testdir(files))(caFile);
  const server = createServer({ key: tlsFixture('server.key'), cert: tlsFixture('good.pem') });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'web.example',
    secureContext,
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  const { authorized } = socket;
  socket.destroy();
  server.close();
  return authorized;
}

const bundles = [
  { etc: { ssl: { certs: { 'ca-certificates.crt': authority } } } },
  { etc: { pki: { tls: { certs: { 'ca-bundle.crt': authority } } } } },
  { etc: { ssl: { 'ca-bundle.pem': authority } } },
  { etc: { pki: { 'ca-trust': { extracted: { pem: { 'tls-ca-bundle.pem': authority } } } } } },
];

for (const bundle of bundles) {
  t.test(`the authorities of ${JSON.stringify(bundle).slice(0, 60)} are trusted`, async (t) => {
    t.equal(await trusts(t, bundle), true);
  });
}

t.test("without a bundle Node's own authorities are trusted", async (t) => {
  t.equal(await trusts(t, {}), false);
});

t.test('a bundle that holds no certificate is passed over', async (t) => {
  const files = {
    etc: { ssl: { certs: { 'ca-certificates.crt': '' }, 'ca-bundle.pem': authority } },
  };
  t.equal(await trusts(t, files), true);
});

t.test('a further file is trusted beside the bundle', async (t) => {
  t.equal(await trusts(t, { 'own.pem': authority }, '/own.pem'), true);
});

t.test('a further file that cannot be used is told', async (t) => {
  const trust = createTrust(t.testdir({ 'empty.pem': '' }));
  await t.rejects(trust('/absent.pem'), { reason: 'ToolFailed', message: /\/absent\.pem/ });
  await t.rejects(trust('/empty.pem'), { message: /\/empty\.pem: it holds no certificate/ });
});

t.test('the files of a round are read once', async (t) => {
  const trust = createTrust(t.testdir({}));
  t.equal(trust(), trust());
  t.not(
    trust(),
    trust('/absent.pem').catch(() => {}),
  );
});
