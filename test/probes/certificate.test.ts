import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { certificateOf } from '../../src/probes/certificate.ts';
import { tlsFixture } from '../support/web-servers.ts';

const read = (name: string) => certificateOf(new X509Certificate(tlsFixture(name)));

t.test('a certificate is put on a line', async (t) => {
  t.same(read('expired.pem'), {
    certificate: {
      subject: 'CN=web.example',
      issuer: 'CN=Test Authority, O=node-check tests',
      validFrom: Date.parse('2020-01-01T00:00:00Z'),
      validTo: Date.parse('2021-01-01T00:00:00Z'),
      names: [
        'localhost',
        'web.example',
        'registry.example',
        'registry-1.docker.io',
        'www.google.com',
        '127.0.0.1',
      ],
      logged: false,
    },
  });
});

t.test('one without names has none', async (t) => {
  t.match(read('ca.pem'), { certificate: { names: [] } });
});

t.test('one that public logs have signed is marked', async (t) => {
  t.match(read('logged.pem'), { certificate: { logged: true } });
});

t.test('a server that shows none leaves no field', async (t) => {
  t.same(certificateOf(undefined), {});
});
