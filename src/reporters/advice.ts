import { fillSubject } from '../domain/fill-subject.ts';
import type { ReasonPage } from '../domain/reason-pages.ts';
import type { Report, RootCause } from '../domain/report.ts';
import { openQuestions } from './open-questions.ts';

/** The open questions, each with what its page of the runbook advises. */
export const withAdvice = (report: Report, pages: readonly ReasonPage[]): readonly RootCause[] =>
  openQuestions(report).map((question) => {
    const page = pages.find(({ reason }) => reason === question.reason);
    const remedy = fillSubject(page?.doc.remedy ?? '', question.subject);
    return { ...question, remedy, consequences: [] };
  });
