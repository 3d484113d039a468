# What flanneld makes: subnet.env, device, routes, firewall rules. Recorded of v0.28.9 (Magnum's
# DaemonSet, with cni0) and of v0.14.0 (the service of the docker era, with docker0).

flannel_up() {
  write_subnet_env
  flannel_daemon
  flannel_device
  flannel_routes
  flannel_rules
}

write_subnet_env() {
  local ipmasq=true
  # In the docker era docker masquerades, and flanneld ran without --ip-masq.
  if [ "$BRIDGE" = docker0 ]; then ipmasq=false; fi
  mkdir -p /run/flannel
  rm -rf /run/flannel/subnet.env
  cat >/run/flannel/subnet.env <<EOF
FLANNEL_NETWORK=$NETWORK
FLANNEL_SUBNET=$LEASE.1/24
FLANNEL_MTU=$MTU
FLANNEL_IPMASQ=$ipmasq
EOF
  # Start times of processes are known to the second only; what started later must look later.
  touch -d '5 seconds ago' /run/flannel/subnet.env
}

flannel_daemon() {
  stop flanneld
  if [ "$BACKEND" = udp ]; then
    # Unconnected: a refused packet, while the peer is not up yet, must not end it.
    start_as /opt/bin/flanneld socat TUN,tun-name=flannel0,tun-type=tun,iff-no-pi,iff-up \
      "UDP-DATAGRAM:$PEER_IP:8285,bind=$NODE_IP:8285"
    until ip link show flannel0 >/dev/null 2>&1; do sleep 0.01; done
  elif [ "$BRIDGE" = cni0 ]; then
    stand_in /opt/bin/flanneld --ip-masq --kube-subnet-mgr
  else
    stand_in /usr/bin/flanneld -etcd-endpoints=http://10.0.0.10:2379 -etcd-prefix=/atomic.io/network
  fi
}

flannel_device() {
  case $BACKEND in
  vxlan)
    ip link del flannel.1 2>/dev/null || :
    ip link add flannel.1 address "$VTEP" mtu "$MTU" type vxlan id 1 dev eth0 local "$NODE_IP" \
      dstport 8472 nolearning
    ip addr add "$LEASE.0/32" dev flannel.1
    ip link set flannel.1 up
    ;;
  udp)
    ip link set flannel0 mtu "$MTU" up
    ip addr replace "$LEASE.0/32" dev flannel0
    ;;
  esac
}

flannel_routes() {
  case $BACKEND in
  vxlan)
    ip neigh replace "$PEER_LEASE.0" lladdr "$PEER_VTEP" dev flannel.1 nud permanent
    bridge fdb replace "$PEER_VTEP" dev flannel.1 dst "$PEER_IP" self permanent
    ip route replace "$PEER_LEASE.0/24" via "$PEER_LEASE.0" dev flannel.1 onlink
    ;;
  host-gw) ip route replace "$PEER_LEASE.0/24" via "$PEER_IP" dev eth0 ;;
  udp) ip route replace "$NETWORK" dev flannel0 scope global ;;
  esac
}

flannel_rules() {
  if [ "$BRIDGE" = cni0 ]; then
    flannel_forward_rules
    flannel_masquerade_rules
  else
    append_once filter FORWARD -s "$NETWORK" -j ACCEPT
    append_once filter FORWARD -d "$NETWORK" -j ACCEPT
  fi
}

flannel_forward_rules() {
  iptables-restore --noflush <<EOF
*filter
:FLANNEL-FWD - [0:0]
-A FLANNEL-FWD -s $NETWORK -m comment --comment "flanneld forward" -j ACCEPT
-A FLANNEL-FWD -d $NETWORK -m comment --comment "flanneld forward" -j ACCEPT
COMMIT
EOF
  append_once filter FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
}

flannel_masquerade_rules() {
  iptables-restore --noflush <<EOF
*nat
:FLANNEL-POSTRTG - [0:0]
-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -s $LEASE.0/24 -d $NETWORK -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -s $NETWORK -d $LEASE.0/24 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG ! -s $NETWORK -d $LEASE.0/24 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -s $NETWORK ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
-A FLANNEL-POSTRTG ! -s $NETWORK -d $NETWORK -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
COMMIT
EOF
  append_once nat POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
}

# append_once TABLE CHAIN RULE…
append_once() {
  local table=$1
  shift
  iptables -t "$table" -C "$@" 2>/dev/null || iptables -t "$table" -A "$@"
}

flannel_forward_rules_gone() {
  if [ "$BRIDGE" = cni0 ]; then
    iptables -D FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
    iptables -F FLANNEL-FWD
    iptables -X FLANNEL-FWD
  else
    iptables -D FORWARD -s "$NETWORK" -j ACCEPT
    iptables -D FORWARD -d "$NETWORK" -j ACCEPT
  fi
}

masquerade_rules_gone() {
  if [ "$BRIDGE" = docker0 ]; then
    iptables -t nat -D POSTROUTING -s "$LEASE.0/24" ! -o docker0 -j MASQUERADE
    return
  fi
  iptables -t nat -D POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
  iptables -t nat -F FLANNEL-POSTRTG
  iptables -t nat -X FLANNEL-POSTRTG
}

# Takes away what another flanneld would find of this one.
flannel_gone() {
  rm -f /run/flannel/subnet.env
  ip link del "${DEVICE:-none}" 2>/dev/null || :
  ip route del "$PEER_LEASE.0/24" 2>/dev/null || :
  flannel_forward_rules_gone
  if [ "$BRIDGE" = cni0 ]; then masquerade_rules_gone; fi
}
