# The troubleshooting guide as somebody does it by hand, in the cheapest commands that there are for
# each step. It runs on the bench's node, whose network is in order, and says which step is not.
set -u
code=0

# step WHAT COMMAND…
step() {
  local what=$1
  shift
  if "$@" >/dev/null 2>&1; then
    echo "ok      $what"
  else
    echo "BROKEN  $what"
    code=1
  fi
}

has_address() { ip -4 -oneline addr show dev "$1" | grep -qF " $2"; }
has_mtu() { [ "$(cat "/sys/class/net/$1/mtu")" = "$2" ]; }
is_on() { [ "$(cat "/proc/sys/$1")" = 1 ]; }
has_rule() {
  local pattern=$1
  shift
  iptables -w 1 "$@" | grep -q -- "$pattern"
}

. /run/flannel/subnet.env
step 'subnet.env names a subnet' [ -n "$FLANNEL_SUBNET" ]
step 'flanneld runs' pgrep --full '^[^ ]*flanneld '
step 'flannel.1 has the address of the subnet' has_address flannel.1 "${FLANNEL_SUBNET%.*}.0/32"
step 'flannel.1 has the MTU of subnet.env' has_mtu flannel.1 "$FLANNEL_MTU"
step 'the bridge has the first address of the subnet' has_address cni0 "$FLANNEL_SUBNET"
step 'the kernel forwards' is_on net/ipv4/ip_forward
step 'the firewall accepts pods' has_rule 'FLANNEL-FWD' -S FORWARD
step 'pods are masqueraded' has_rule 'MASQUERADE' -t nat -S FLANNEL-POSTRTG
step 'there is a default route' ip route get 8.8.8.8
step 'the outside answers' ping -n -c 1 -W 2 8.8.8.8
step 'names resolve' getent hosts google.com
step 'kube-proxy runs' pgrep --full '^[^ ]*kube-proxy '
step 'kube-proxy is well' curl --silent --fail --max-time 3 http://127.0.0.1:10256/livez
step 'kube-proxy has written its rules' has_rule 'KUBE-SVC' -t nat -S KUBE-SERVICES
exit $code
