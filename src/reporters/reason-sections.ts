import { fillSubject } from '../domain/fill-subject.ts';
import type { ReasonDoc, Scope } from '../domain/reason.ts';
import type { ReasonPage } from '../domain/reason-pages.ts';
import { formatDuration } from './format-duration.ts';

/** A part of a reason's page. `steps` may be a command or a sentence; `reasons` are names. */
export interface ReasonSection {
  readonly heading: string;
  readonly kind: 'text' | 'steps' | 'reasons' | 'reference';
  readonly lines: readonly string[];
}

const scopes: Readonly<Record<Scope, string>> = {
  node: 'On this node.',
  cluster: 'In the cluster: replacing this node mends nothing.',
  external: 'Outside of the cluster: replacing this node mends nothing.',
};

/** What the terminal and the runbook both tell of a reason; empty parts are left out. */
export function reasonSections({ doc, causedBy }: ReasonPage): readonly ReasonSection[] {
  const sections: readonly ReasonSection[] = [
    { heading: 'What it means', kind: 'text', lines: [doc.cause] },
    { heading: 'Where the fault lies', kind: 'text', lines: [scopes[doc.scope]] },
    { heading: 'How to confirm it', kind: 'steps', lines: [fillSubject(doc.confirm)] },
    { heading: 'How to mend it', kind: 'steps', lines: [fillSubject(doc.remedy)] },
    { heading: 'What SUBJECT stands for', kind: 'text', lines: subjectNote(doc) },
    { heading: 'What it can bring about', kind: 'reasons', lines: doc.causes },
    { heading: 'What can bring it about', kind: 'reasons', lines: causedBy },
    { heading: 'When the cluster is told', kind: 'text', lines: [toldWhen(doc)] },
    { heading: 'Reference', kind: 'reference', lines: [doc.reference] },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

const subjectNote = ({ confirm, remedy }: ReasonDoc): readonly string[] =>
  `${confirm}${remedy}`.includes('{subject}')
    ? ['The interface, address, file or URL that the report names.']
    : [];

function toldWhen({ confirmAfterMs, permanent, toldAtOnce }: ReasonDoc): string {
  const waiting = permanent === true ? ' Waiting does not mend it.' : '';
  const stood = `after it has stood for ${formatDuration(confirmAfterMs)}`;
  return toldAtOnce === true ? `At once; its end, ${stood}.` : `A${stood.slice(1)}.${waiting}`;
}
