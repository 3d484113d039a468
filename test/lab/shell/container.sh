# Runs node-check in a container on this node: a root with only what node-check needs, the node's
# network, and the node's files under /host, read-only.
# usage: container.sh host-pid|own-pid|host-proc NODE_CHECK ARGUMENT…
#   host-pid   it shares the node's processes, and sees them in its own /proc
#   own-pid    it sees only itself
#   host-proc  it has its own processes, but the node's /proc is among the node's files
set -eu
case $1 in
inside) shift ;;
host-pid) exec unshare --mount bash "$0" inside "$@" ;;
*) exec unshare --mount --pid --fork --kill-child bash "$0" inside "$@" ;;
esac
kind=$1
program=$2
shift 2

root=/run/lab/container
mkdir -p "$root"
mount -t tmpfs -o mode=755 container "$root"
mkdir "$root"/{dev,etc,host,proc,tmp}
mount --bind /dev "$root/dev"

# install_libraries FILE: those that it needs, at the same paths.
install_libraries() {
  { ldd "$1" || :; } | grep -o '/[^ ]*' | xargs cp --parents -L -u -t "$root"
}

ln -s usr/bin "$root/bin"
ln -s usr/sbin "$root/sbin"
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"
mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
for tool in bridge env getent ip ip6tables iptables nft ping; do
  file=$(readlink -f "$(dirname "$(type -P "$tool")")")/$tool
  cp --parents -L "$file" "$root"
  install_libraries "$file"
done
mkdir -p "$root$(dirname "$program")"
: >"$root$program"
mount --bind "$program" "$root$program"
install_libraries "$program"
# As the kubelet does for a pod in the node's network.
for file in hosts nsswitch.conf resolv.conf; do cp "/etc/$file" "$root/etc"; done
# What iptables loads to print a rule.
find /usr/lib -path '*/xtables/*.so' -exec cp --parents -t "$root" {} +

# On the lab's nodes each folder of the root is a mount of its own.
for folder in / /*; do
  case $folder in
  /dev | /sys) continue ;;
  /proc) [ "$kind" = host-proc ] || continue ;;
  esac
  if [ "$folder" != / ] && ! mountpoint -q "$folder"; then continue; fi
  mount --bind "$folder" "$root/host$folder"
  mount -o remount,bind,ro "$root/host$folder"
done
if [ "$kind" = host-pid ]; then mount --rbind /proc "$root/proc"; else mount -t proc proc "$root/proc"; fi

exec chroot "$root" "$program" "$@"
