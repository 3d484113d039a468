# Runs a command on a machine whose kernel shows a neighbour table of its own: the real one it shows
# in its first network namespace only. The process keeps its id, and with it its own /proc/net.
# usage: neighbour-table.sh ENTRIES COMMAND…
set -eu
if [ "$1" != inside ]; then exec unshare --mount bash "$0" inside "$@"; fi
entries=$2
shift 2
net=/proc/$$/net
kept=$(mktemp -d)
for file in snmp if_inet6 ip_tables_names ip6_tables_names; do
  if [ -e "$net/$file" ]; then cat "$net/$file" >"$kept/$file"; fi
done
mount -t tmpfs lab-net "$net"
mv "$kept"/* "$net"
rmdir "$kept"
mkdir "$net/stat"
printf 'entries  table_fulls\n%08x 0000002a\n' "$entries" >"$net/stat/arp_cache"
mount -t tmpfs lab-sysctl /proc/sys/net/ipv4/neigh
mkdir /proc/sys/net/ipv4/neigh/default
echo 1024 >/proc/sys/net/ipv4/neigh/default/gc_thresh3
exec "$@"
