import type { RunTool } from '../clients/command.ts';
import type { Link } from '../domain/probes.ts';
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

const command = 'ip -j -d addr show';

export const links = async (run: RunTool): Promise<readonly Link[]> =>
  parseLinks(await askIproute(run, ['ip', '-d', 'addr', 'show']));

export const parseLinks = (text: string): readonly Link[] =>
  parseObjects({ text, command }).map(toLink);

function toLink(entry: JsonObject): Link {
  const flags = textsField(entry, 'flags');
  const info = objectField(entry, 'linkinfo');
  const kind = textField(info, 'info_kind');
  const master = textField(entry, 'master');
  return {
    name: required(textField(entry, 'ifname'), command),
    index: required(numberField(entry, 'ifindex'), command),
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
    mtu: required(numberField(entry, 'mtu'), command),
    linkType: required(textField(entry, 'link_type'), command),
    addresses: objectsField(entry, 'addr_info').flatMap(toAddress),
    ...(kind && { kind }),
    ...(master && { master }),
    ...(kind === 'vxlan' && { vxlan: toVxlan(objectField(info, 'info_data')) }),
  };
}

function toAddress(entry: JsonObject): readonly string[] {
  // Older versions print empty objects for addresses that they skip.
  if (Object.keys(entry).length === 0) return [];
  const local = required(textField(entry, 'local'), command);
  return [`${local}/${required(numberField(entry, 'prefixlen'), command)}`];
}

function toVxlan(data: JsonObject): NonNullable<Link['vxlan']> {
  const local = textField(data, 'local') ?? textField(data, 'local6');
  const link = textField(data, 'link');
  return {
    id: required(numberField(data, 'id'), command),
    ...(local && { local }),
    ...(link && { link }),
  };
}
