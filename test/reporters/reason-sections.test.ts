import t from 'tap';
import type { ReasonPage } from '../../src/domain/reason-pages.ts';
import { reasonSections } from '../../src/reporters/reason-sections.ts';
import { bridgePage, sharedPage } from '../support/sample-pages.ts';

const told = (page: ReasonPage) =>
  Object.fromEntries(reasonSections(page).map(({ heading, lines }) => [heading, lines]));

t.test('a page tells everything that its reason declares', async (t) => {
  t.strictSame(told(bridgePage), {
    'What it means': ['docker started before flannel, or without --bip=<subnet>.'],
    'Where the fault lies': ['On this node.'],
    'How to confirm it': ['ip -4 addr show SUBJECT; grep FLANNEL_SUBNET /run/flannel/subnet.env'],
    'How to mend it': ['Delete SUBJECT and restart docker.'],
    'What SUBJECT stands for': ['The interface, address, file or URL that the report names.'],
    'What it can bring about': ['RouteConflict', 'OverlayBlocked'],
    'What can bring it about': ['SubnetFileInvalid'],
    'When the cluster is told': ['After it has stood for 2s. Waiting does not mend it.'],
    Reference: ['https://github.com/flannel-io/flannel/issues/166'],
  });
});

t.test('empty parts are left out', async (t) => {
  const sections = told(sharedPage);
  t.strictSame(Object.keys(sections), [
    'What it means',
    'Where the fault lies',
    'How to confirm it',
    'How to mend it',
    'When the cluster is told',
    'Reference',
  ]);
  t.strictSame(sections['When the cluster is told'], ['After it has stood for 60s.']);
});

t.test('what is sure is told at once', async (t) => {
  const sections = told({ ...sharedPage, doc: { ...sharedPage.doc, toldAtOnce: true } });
  t.strictSame(sections['When the cluster is told'], [
    'At once; its end, after it has stood for 60s.',
  ]);
});

t.test('a fault beyond this node is not mended by replacing it', async (t) => {
  for (const scope of ['cluster', 'external'] as const) {
    const sections = told({ ...sharedPage, doc: { ...sharedPage.doc, scope } });
    t.match(sections['Where the fault lies'], [/replacing this node mends nothing/]);
  }
});
