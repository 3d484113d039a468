# kube-proxy: its recorded rules (v1.36.2, iptables mode) with one Service, kubernetes, that works,
# and a process that answers on its ports what the recorded one answered.

kube_proxy_up() {
  stop kube-proxy
  kube_proxy_says healthy
  start_as /usr/local/bin/kube-proxy "$NODEJS" "$LAB/kube-proxy.ts" "$LAB/../fixtures/kube-proxy.v1.36.2.json"
  await_port 10249
}

# kube_proxy_says healthy|failing|draining
kube_proxy_says() {
  echo "$1" >/run/lab/kube-proxy-says
}

# Without the rule that counts in an nfacct object: that one needs a kernel module.
kube_proxy_rules() {
  iptables-restore --noflush <<EOF
*mangle
:KUBE-PROXY-CANARY - [0:0]
COMMIT
*filter
:KUBE-EXTERNAL-SERVICES - [0:0]
:KUBE-FIREWALL - [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-PROXY-CANARY - [0:0]
:KUBE-PROXY-FIREWALL - [0:0]
:KUBE-SERVICES - [0:0]
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
*nat
:KUBE-MARK-MASQ - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-PROXY-CANARY - [0:0]
:KUBE-SEP-DWMOLO3IDFPF2O2X - [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-SVC-NPX46M4PTMTKRN6Y - [0:0]
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-SEP-DWMOLO3IDFPF2O2X -s 10.0.0.10/32 -m comment --comment "default/kubernetes:https" -j KUBE-MARK-MASQ
-A KUBE-SEP-DWMOLO3IDFPF2O2X -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 10.0.0.10:6443
-A KUBE-SERVICES -d 10.254.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-SVC-NPX46M4PTMTKRN6Y ! -s $NETWORK -d 10.254.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-MARK-MASQ
-A KUBE-SVC-NPX46M4PTMTKRN6Y -m comment --comment "default/kubernetes:https -> 10.0.0.10:6443" -j KUBE-SEP-DWMOLO3IDFPF2O2X
COMMIT
EOF
  local chain
  for chain in PREROUTING OUTPUT; do
    insert_once nat "$chain" -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
  done
  insert_once nat POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
  insert_once filter FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
}

# insert_once TABLE CHAIN RULE…: kube-proxy puts its jumps first.
insert_once() {
  local table=$1
  shift
  iptables -t "$table" -C "$@" 2>/dev/null || iptables -t "$table" -I "$@"
}

# What `iptables -F; iptables -X` by hand takes away of kube-proxy's.
kube_proxy_rules_gone() {
  local table chain
  for table in mangle filter nat; do
    iptables-save -t "$table" | grep -v '^:KUBE-\|-j KUBE-\|^-A KUBE-' | iptables-restore -T "$table"
  done
}
