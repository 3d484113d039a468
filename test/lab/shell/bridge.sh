# The pod bridge, as the CNI bridge plugin or docker makes it, and a pod on it.

bridge_up() {
  ip link show "$BRIDGE" >/dev/null 2>&1 || ip link add "$BRIDGE" type bridge
  ip link set "$BRIDGE" mtu "$MTU" up
  bridge_address "$LEASE.1/24"
}

# bridge_address CIDR: the bridge's only IPv4 address.
bridge_address() {
  ip -4 addr flush dev "$BRIDGE"
  ip addr add "$1" brd + dev "$BRIDGE"
}

# A pod is a network namespace that its pause process keeps alive.
pod_up() {
  pod_down
  start_as /pause unshare --net bash -c 'exec -a /pause sleep infinity'
  local pid
  pid=$(cat /run/lab/pause.pid)
  until [ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
  ip link add vethpod mtu "$MTU" type veth peer name eth0 mtu "$MTU" netns "$pid"
  ip link set vethpod master "$BRIDGE" up
  in_pod ip link set lo up
  in_pod ip link set eth0 up
  in_pod ip addr add "$LEASE.2/24" dev eth0
  in_pod ip route add default via "$LEASE.1"
  if [ "$BRIDGE" = cni0 ]; then write_lease; fi
}

in_pod() {
  nsenter --net="/proc/$(cat /run/lab/pause.pid)/ns/net" "$@"
}

# The plugin's own record of the address that it gave out.
write_lease() {
  mkdir -p /var/lib/cni/networks/cbr0
  printf '4f0c2a17d6b8\r\neth0' >"/var/lib/cni/networks/cbr0/$LEASE.2"
  printf '%s.2' "$LEASE" >/var/lib/cni/networks/cbr0/last_reserved_ip.0
  : >/var/lib/cni/networks/cbr0/lock
}

pod_down() {
  stop pause
  ip link del vethpod 2>/dev/null || :
  rm -rf /var/lib/cni/networks/cbr0
}

# The docker era: flannel-docker-bridge wrote docker's options before docker started.
docker_up() {
  write_docker_options
  docker_daemon "--bip=$LEASE.1/24" "--mtu=$MTU"
  docker_masquerade
  append_once filter FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  append_once filter FORWARD -i docker0 ! -o docker0 -j ACCEPT
  append_once filter FORWARD -i docker0 -o docker0 -j ACCEPT
}

docker_masquerade() {
  append_once nat POSTROUTING -s "$LEASE.0/24" ! -o docker0 -j MASQUERADE
}

write_docker_options() {
  printf 'DOCKER_NETWORK_OPTIONS="--bip=%s.1/24 --mtu=%s"\n' "$LEASE" "$MTU" >/run/flannel/docker
  touch -d '5 seconds ago' /run/flannel/docker
}

# docker_daemon OPTION…
docker_daemon() {
  stop dockerd
  stand_in /usr/bin/dockerd --host=fd:// "$@"
}
