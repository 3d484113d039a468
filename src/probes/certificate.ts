import type { X509Certificate } from 'node:crypto';
import type { Certificate } from '../domain/web.ts';

/** A server may fill its certificate with whatever it likes. */
const mostNames = 20;
const longestText = 200;

/** Of the extension in which logs have signed (RFC 6962, 1.3.6.1.4.1.11129.2.4.2), in DER. */
const logsExtension = Buffer.from('060a2b06010401d679020402', 'hex');

/** The field of an answer that holds what a server has shown; no field when it showed nothing. */
export const certificateOf = (
  shown: X509Certificate | undefined,
): { readonly certificate?: Certificate } =>
  shown === undefined ? {} : { certificate: read(shown) };

const read = (certificate: X509Certificate): Certificate => ({
  subject: nameOf(certificate.subject),
  issuer: nameOf(certificate.issuer),
  validFrom: certificate.validFromDate.getTime(),
  validTo: certificate.validToDate.getTime(),
  names: namesIn(certificate.subjectAltName ?? ''),
  // Node shows no extension but the names.
  logged: certificate.raw.includes(logsExtension),
});

/** Node puts each part of a distinguished name on a line of its own. */
const nameOf = (distinguishedName: string): string =>
  distinguishedName.split('\n').join(', ').slice(0, longestText);

/** Of "DNS:web.example, IP Address:10.0.0.5", the names and addresses. */
const namesIn = (alternativeNames: string): readonly string[] =>
  [...alternativeNames.matchAll(/(?:^|, )(?:DNS|IP Address):([^,]+)/g)]
    .slice(0, mostNames)
    .map(([, name = '']) => name.slice(0, longestText));
