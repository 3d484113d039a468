import type { RunTool } from '../clients/command.ts';
import type { Route } from '../domain/probes.ts';
import { askIproute } from './iproute.ts';
import {
  type JsonObject,
  numberField,
  objectField,
  objectsField,
  parseObjects,
  required,
  textField,
  textsField,
} from './json-fields.ts';
import { pathExists } from './path-exists.ts';

const query = ['route', 'show', 'table', 'main'] as const;

/** `ipv6File` is absent on a machine that has IPv6 switched off, where `ip -6` may well fail. */
export async function routes(
  run: RunTool,
  ipv6File = '/proc/net/if_inet6',
): Promise<readonly Route[]> {
  const hasIPv6 = await pathExists(ipv6File);
  const [text4, text6] = await Promise.all([
    askIproute(run, ['ip', ...query]),
    hasIPv6 ? askIproute(run, ['ip', '-6', ...query]) : '[]',
  ]);
  return [...parseRoutes(text4, 4), ...parseRoutes(text6, 6)];
}

/** One route for each next hop. */
export const parseRoutes = (text: string, family: 4 | 6): readonly Route[] =>
  parseObjects({ text, command: 'ip -j route' }).flatMap((entry) => toRoutes(entry, family));

function toRoutes(entry: JsonObject, family: 4 | 6): readonly Route[] {
  const target = required(textField(entry, 'dst'), 'ip -j route');
  const route = {
    family,
    destination: toCidr(target, family),
    metric: numberField(entry, 'metric') ?? 0,
    type: textField(entry, 'type') ?? 'unicast',
  };
  const hops = objectsField(entry, 'nexthops');
  return (hops.length === 0 ? [entry] : hops).map((hop) => {
    const gateway = textField(hop, 'gateway') ?? textField(objectField(hop, 'via'), 'host');
    return {
      ...route,
      device: textField(hop, 'dev') ?? '',
      dead: isDead(entry) || isDead(hop),
      ...(gateway && { gateway }),
    };
  });
}

function toCidr(target: string, family: 4 | 6): string {
  if (target === 'default') return family === 4 ? '0.0.0.0/0' : '::/0';
  if (target.includes('/')) return target;
  return `${target}/${family === 4 ? 32 : 128}`;
}

const isDead = (entry: JsonObject): boolean =>
  textsField(entry, 'flags').some((flag) => flag === 'dead' || flag === 'linkdown');
