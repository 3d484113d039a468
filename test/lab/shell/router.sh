# The router: the nodes' gateway, nameservers and API server's address, and the internet behind it.
. "$LAB/shell/processes.sh"

router_up() {
  sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.promote_secondaries=1
  ip link add br0 type bridge
  ip link set br0 up
  local address
  for address in 1 2 3 10; do ip addr add "10.0.0.$address/24" dev br0; done
  for address in 8.8.8.8 1.1.1.1 142.250.0.1 203.0.113.10; do ip addr add "$address/32" dev lo; done
  dns_up
  start_as web "$NODEJS" "$LAB/web.ts"
}

# Knows two names; any other does not exist.
dns_up() {
  start_as /usr/sbin/dnsmasq dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root \
    --no-resolv --no-hosts --pid-file= --local=/#/ \
    --host-record=google.com,142.250.0.1 --host-record=registry.example,203.0.113.10
}
