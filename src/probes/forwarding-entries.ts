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

/** Where a device sends what it has no entry for. */
const anyMac = '00:00:00:00:00:00';

/** flannel's own, which lead to nodes: permanent, with a destination, each for one MAC. */
export const parseForwardingEntries = (text: string): readonly ForwardingEntry[] =>
  parseObjects({ text, command }).flatMap((entry) => {
    const mac = required(textField(entry, 'mac'), command);
    const destination = textField(entry, 'dst');
    const isNode = textField(entry, 'state') === 'permanent' && mac !== anyMac;
    return destination === undefined || !isNode ? [] : [{ mac, destination }];
  });
