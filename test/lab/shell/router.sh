# The router: the nodes' gateway, nameservers and API server's address, and the internet behind it.
. "$LAB/shell/processes.sh"

router_up() {
  local device address
  sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.promote_secondaries=1
  # macvlan devices on one cable: a node's eth0 must not be a veth, which is what its pods have.
  ip link add switch mtu 9000 type veth peer name switch-end mtu 9000
  ip link add eth0 link switch mtu 1500 type macvlan mode bridge
  for device in switch switch-end eth0; do ip link set "$device" up; done
  for address in 1 2 3 10 250; do ip addr add "10.0.0.$address/24" dev eth0; done
  for address in 8.8.8.8 1.1.1.1 142.250.0.1 203.0.113.10 203.0.113.20 169.254.169.254; do
    ip addr add "$address/32" dev lo
  done
  dns_up
  web_says good
  start_as web "$NODEJS" "$LAB/web.ts"
  await_port 443
  proxy_says well
  proxy_up
}

# web_says WORD: what the web is like from now on; web.ts knows the words.
web_says() {
  echo "$1" >/run/lab/web-says
}

proxy_up() {
  start_as proxy "$NODEJS" "$LAB/proxy.ts"
  await_port 3128
}

# proxy_says well|STATUS: it refuses with the status.
proxy_says() {
  echo "$1" >/run/lab/proxy-says
}

# dns_up [NAME,ADDRESS]…: knows these names, else those that there are; any other does not exist.
dns_up() {
  if [ $# = 0 ]; then
    set -- google.com,142.250.0.1 www.google.com,142.250.0.1 registry.example,203.0.113.10 \
      registry-1.docker.io,203.0.113.20 web.example,203.0.113.10
  fi
  start_as /usr/sbin/dnsmasq dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root \
    --no-resolv --no-hosts --pid-file= --local=/#/ "${@/#/--host-record=}"
  await_port 53
}
