/** Ends of pods' and virtual machines' cables, and what carries the addresses of all Services. */
const crowd = /^(?:veth|cali|lxc|tap|vnet|kube-ipvs)/;

/**
 * What has changed that checks look at, by a line of `ip -o monitor link address route netconf`.
 * Undefined for what comes and goes by itself, with pods, Services, other nodes and leases: a
 * round for each would make load out of the size and the life of the cluster.
 */
export function changeIn(line: string): string | undefined {
  // The kernel has dropped what was not read in time.
  if (line.startsWith('netlink receive error')) return 'missed messages';
  const text = line.replace(/^Deleted /, '');
  // Routers and DHCP servers grant the same again and again.
  if (text === line && / (?:valid_lft|expires) \d/.test(line)) return undefined;
  // Of the kernel's switches those for all devices: they are told for each device, too.
  if (/^(?:inet6?|ipv[46]) all /.test(text)) return 'forwarding';
  return /^\d+: /.test(text) ? changedDevice(text) : changedRoute(text);
}

function changedDevice(text: string): string | undefined {
  const [, device = '', isLink] = /^\d+: ([^\s:@]+)\S*?(:?) /.exec(text) ?? [];
  if (device === '' || crowd.test(device)) return undefined;
  return `${isLink ? 'link' : 'address'} ${device}`;
}

/** Of the main table; over a gateway only a default route, because the others lead to other nodes. */
function changedRoute(text: string): string | undefined {
  const [, destination = '', path = ''] =
    /^(?:(?:unreachable|blackhole|prohibit|throw) )?(default|[\da-f.:/]+) (.*)/.exec(text) ?? [];
  const [, device = ''] = /\bdev (\S+)/.exec(path) ?? [];
  if (destination === '' || crowd.test(device) || /\b(?:table|cache)\b/.test(path))
    return undefined;
  const isElsewhere = destination !== 'default' && path.startsWith('via ');
  return isElsewhere ? undefined : `route ${destination}`;
}
