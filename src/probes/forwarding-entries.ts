import type { RunTool } from '../clients/command.ts';
import type { ForwardingEntry } from '../domain/peer-routes.ts';
import { askIproute } from './iproute.ts';
import { parseObjects, required, textField } from './json-fields.ts';

const command = 'bridge -j fdb show';

export const forwardingEntries = async (
  run: RunTool,
  device: string,
): Promise<readonly ForwardingEntry[]> =>
  parseForwardingEntries(await askIproute(run, ['bridge', 'fdb', 'show', 'dev', device]));

/** Entries without a destination, such as multicast groups, lead to no node and are left out. */
export const parseForwardingEntries = (text: string): readonly ForwardingEntry[] =>
  parseObjects({ text, command }).flatMap((entry) => {
    const mac = required(textField(entry, 'mac'), command);
    const destination = textField(entry, 'dst');
    return destination === undefined ? [] : [{ mac, destination }];
  });
