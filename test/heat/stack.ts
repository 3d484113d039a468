import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../cluster/until.ts';
import type { Ask, Question } from './ask.ts';
import type { Session } from './keystone.ts';

/** Between two questions: an answer costs Heat as much time as a step of the stack. */
export const pauseMs = 300;

export interface StackState {
  /** Such as CREATE_IN_PROGRESS. */
  readonly status: string;
  /** What an operator reads. */
  readonly reason: string;
}

export interface Stack {
  state(): Promise<StackState>;
  /** Its state once nothing of it is in progress any more; rejects after a minute if not told else. */
  outcome(deadlineMs?: number): Promise<StackState>;
  resource(name: string): Promise<Resource>;
  outputOf(name: string): Promise<unknown>;
  /** "STATUS reason" of all that has happened to a resource, in any order. */
  eventsOf(resource: string): Promise<readonly string[]>;
  /** Resolves when nothing of it is left. */
  remove(): Promise<void>;
}

export interface Resource {
  /** Such as CREATE_IN_PROGRESS; before that INIT_COMPLETE. */
  readonly status: string;
  /** By which it is known outside of the stack. */
  readonly id: string;
  /** What get_attr has of it. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface StackSpec {
  /** As text. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Templates, as text, that take the place of a type of resource. */
  readonly providers?: Readonly<Record<string, string>>;
}

/** Heat's API, for a tenant. */
export interface Orchestration {
  createStack(spec: StackSpec): Promise<Stack>;
  softwareConfig(id: string): Promise<string>;
}

interface ResourceBody {
  readonly resource_status: string;
  readonly physical_resource_id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface EventBody {
  readonly resource_status: string;
  readonly resource_status_reason: string;
}

interface StackBody {
  readonly id: string;
  readonly stack_status: string;
  readonly stack_status_reason: string;
  readonly outputs: readonly { readonly output_key: string; readonly output_value: unknown }[];
}

export function createOrchestration(ask: Ask, { token, projectId }: Session): Orchestration {
  const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
  let created = 0;

  async function call<Body>(path: string, question: Question = {}): Promise<Body> {
    const url = `http://10.0.0.251:8004/v1/${projectId}/${path}`;
    const { status, text } = await ask(url, { ...question, headers });
    if (status >= 300) throw new Error(`${question.method ?? 'GET'} ${path}: ${status} ${text}`);
    return JSON.parse(text || 'null');
  }

  function stackAt(path: string): Stack {
    const read = async () => (await call<{ stack: StackBody }>(path)).stack;
    const state = async () => {
      const { stack_status: status, stack_status_reason: reason } = await read();
      return { status, reason };
    };
    const settled = async () => {
      await sleep(pauseMs);
      const now = await state();
      return !now.status.endsWith('_IN_PROGRESS') && now;
    };
    const outcome = (deadlineMs = 60_000) => until(`${path} to be settled`, settled, deadlineMs);
    return {
      state,
      outcome,
      async resource(name) {
        const { resource } = await call<{ resource: ResourceBody }>(`${path}/resources/${name}`);
        const { resource_status: status, physical_resource_id: id, attributes } = resource;
        return { status, id, attributes };
      },
      async outputOf(name) {
        return (await read()).outputs.find(({ output_key }) => output_key === name)?.output_value;
      },
      async eventsOf(name) {
        const { events } = await call<{ events: readonly EventBody[] }>(
          `${path}/resources/${name}/events`,
        );
        return events.map((event) => `${event.resource_status} ${event.resource_status_reason}`);
      },
      async remove() {
        await call(path, { method: 'DELETE' });
        const { status, reason } = await outcome();
        if (status !== 'DELETE_COMPLETE') throw new Error(`${path}: ${status} ${reason}`);
      },
    };
  }

  return {
    async createStack({ template, parameters, providers = {} }) {
      created += 1;
      const name = `stack-${created}`;
      const types = Object.keys(providers);
      const { stack } = await call<{ stack: StackBody }>('stacks', {
        method: 'POST',
        body: JSON.stringify({
          stack_name: name,
          template,
          parameters,
          environment: {
            resource_registry: Object.fromEntries(types.map((type) => [type, fileOf(type)])),
          },
          files: Object.fromEntries(types.map((type) => [fileOf(type), providers[type]])),
          disable_rollback: true,
        }),
      });
      return stackAt(`stacks/${name}/${stack.id}`);
    },
    async softwareConfig(id) {
      const path = `software_configs/${id}`;
      return (await call<{ software_config: { config: string } }>(path)).software_config.config;
    },
  };
}

const fileOf = (type: string): string => `file:///${type.replaceAll('::', '-')}.yaml`;
