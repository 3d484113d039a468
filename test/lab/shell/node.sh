# Read before every step on a node: the functions that make a node, each fit to be run again.
. "$LAB/shell/processes.sh"
. "$LAB/shell/files.sh"
. "$LAB/shell/flannel.sh"
. "$LAB/shell/bridge.sh"
. "$LAB/shell/kube-proxy.sh"
. "$LAB/shell/tools.sh"
. "$LAB/shell/services.sh"

node_up() {
  sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 net.ipv4.conf.all.rp_filter=0
  write_resolv_conf
  write_authorities
  write_heat_params
  flannel_up
  if [ "$BRIDGE" = cni0 ]; then write_cni_conf; else docker_up; fi
  bridge_up
  pod_up
  stand_in /usr/local/bin/kubelet --config=/etc/kubernetes/kubelet-config.yaml "--hostname-override=$NODE"
  kubelet_port_up
  kube_proxy_rules
  kube_proxy_up
}

# A kubelet's port, which other nodes see open.
kubelet_port_up() {
  stop kubelet-port
  start_as kubelet-port socat -u TCP-LISTEN:10250,fork,reuseaddr OPEN:/dev/null
  await_port 10250
}

uplink_up() {
  ip link set eth0 mtu 1500 up
  ip addr replace "$NODE_IP/24" dev eth0
  default_route
}

default_route() {
  ip route replace default via "$GATEWAY" dev eth0
}

# A second network card, with nobody at the other end.
second_uplink() {
  ip link add eth1 type veth peer name eth1-peer
  ip addr add 192.168.50.11/24 dev eth1
  ip link set eth1-peer up
  ip link set eth1 up
}
