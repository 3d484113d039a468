import { readFileSync } from 'node:fs';
import { fileOn, folder } from './certificates.ts';
import type { ControlPlane } from './control-plane.ts';

/** A request that the API server has answered, or a watch that it has begun to answer. */
export interface AuditedRequest {
  readonly at: string;
  /** Empty when it did not know who asked. */
  readonly user: string;
  readonly userAgent: string;
  /** get, patch, list, watch, … */
  readonly verb: string;
  readonly uri: string;
  readonly status: number;
  readonly body: unknown;
}

interface AuditEvent {
  readonly auditID: string;
  readonly requestReceivedTimestamp: string;
  readonly user: { readonly username?: string };
  readonly userAgent?: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly responseStatus?: { readonly code?: number };
  readonly requestObject?: unknown;
}

/** All but the administrator's, oldest first; since a time of the answer before, only the newer ones. */
export function auditedRequests(plane: ControlPlane, since = ''): readonly AuditedRequest[] {
  const lines = readFileSync(fileOn(plane.pid, `${folder}/audit.log`), 'utf8').split('\n');
  const events = lines.slice(0, -1).map((line): AuditEvent => JSON.parse(line));
  // A watch is logged twice: when it begins and when it has ended.
  const last = new Map(events.map((event) => [event.auditID, event]));
  return [...last.values()]
    .map(requestOf)
    .filter(({ at }) => at > since)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

const requestOf = (event: AuditEvent): AuditedRequest => ({
  at: event.requestReceivedTimestamp,
  user: event.user.username ?? '',
  userAgent: event.userAgent ?? '',
  verb: event.verb,
  uri: event.requestURI,
  status: event.responseStatus?.code ?? 0,
  body: event.requestObject,
});
