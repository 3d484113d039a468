# What makes a node crowded: 250 pods' links, 2,000 routes, and 5,000 Services as kube-proxy writes
# them. To be read after test/lab/shell/node.sh.

crowd() {
  pods "$(cat /run/lab/pause.pid)" | ip -batch -
  seq -f 'link set pod%g up' 250 | in_pod ip -batch -
  routes | ip -batch -
  services | iptables-restore --noflush
}

# As flanneld makes them for 5,000 nodes: a route, a neighbour and a forwarding entry each.
peers() {
  each_peer '{ print "route add " net "/29 via " net " dev flannel.1 onlink"
    print "neigh add " net " lladdr " mac " dev flannel.1 nud permanent" }' | ip -batch -
  each_peer '{ print "fdb append " mac " dev flannel.1 dst " node " self permanent" }' | bridge -batch -
}

# each_peer PROGRAM: awk's program for each, which knows its net, mac and node.
each_peer() {
  seq 0 4999 | awk '{ high = int($1 / 256); low = $1 % 256
    net = sprintf("10.100.%d.%d", 64 + int($1 / 32), $1 % 32 * 8)
    mac = sprintf("56:d9:08:ed:%02x:%02x", high, low)
    node = "10.1." high "." low }'"$1"
}

# The other ends of all links are in the one pod that there is.
pods() {
  local pod
  for pod in $(seq 250); do
    echo "link add veth$pod master $BRIDGE mtu $MTU up type veth peer name pod$pod netns $1"
  done
}

routes() {
  awk -v gateway="$GATEWAY" 'BEGIN {
    for (i = 0; i < 2000; i++)
      printf "route add 172.%d.%d.0/24 via %s dev eth0\n", 16 + i / 256, i % 256, gateway
  }'
}

# One chain for each Service and one for its endpoint, five rules in all.
services() {
  awk -v network="$NETWORK" 'BEGIN {
    print "*nat"
    for (i = 0; i < 5000; i++) {
      id = sprintf("BENCH%011d", i)
      address = sprintf("10.254.%d.%d", 16 + i / 250, 1 + i % 250)
      name = sprintf("--comment \"bench/service-%d:http", i)
      printf ":KUBE-SVC-%s - [0:0]\n:KUBE-SEP-%s - [0:0]\n", id, id
      printf "-I KUBE-SERVICES -d %s/32 -p tcp -m comment %s cluster IP\" -m tcp --dport 80 -j KUBE-SVC-%s\n", address, name, id
      printf "-A KUBE-SVC-%s ! -s %s -d %s/32 -p tcp -m comment %s cluster IP\" -m tcp --dport 80 -j KUBE-MARK-MASQ\n", id, network, address, name
      printf "-A KUBE-SVC-%s -m comment %s\" -j KUBE-SEP-%s\n", id, name, id
      printf "-A KUBE-SEP-%s -s 10.100.54.2/32 -m comment %s\" -j KUBE-MARK-MASQ\n", id, name
      printf "-A KUBE-SEP-%s -p tcp -m comment %s\" -m tcp -j DNAT --to-destination 10.100.54.2:8080\n", id, name
    }
    print "COMMIT"
  }'
}
