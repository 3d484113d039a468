import type { ReasonDoc } from './reason.ts';

/** A reason with everything that the runbook says of it. */
export interface ReasonPage {
  readonly reason: string;
  /** Absent for a reason that any check may give. */
  readonly check?: string;
  readonly condition?: string;
  readonly doc: ReasonDoc;
  /** The reasons that declare to bring this one about. */
  readonly causedBy: readonly string[];
}

export interface DocumentedCheck {
  readonly name: string;
  readonly condition: string;
  readonly reasons: Readonly<Record<string, ReasonDoc>>;
}

/** In the order of the checks, then the reasons that they share. */
export function reasonPages(
  checks: readonly DocumentedCheck[],
  sharedReasons: Readonly<Record<string, ReasonDoc>>,
): readonly ReasonPage[] {
  const own = checks.flatMap(({ name, condition, reasons }) =>
    Object.entries(reasons).map(([reason, doc]) => ({ reason, check: name, condition, doc })),
  );
  const shared = Object.entries(sharedReasons).map(([reason, doc]) => ({ reason, doc }));
  const pages = [...own, ...shared];
  return pages.map((page) => ({
    ...page,
    causedBy: pages.filter(({ doc }) => doc.causes.includes(page.reason)).map((p) => p.reason),
  }));
}
