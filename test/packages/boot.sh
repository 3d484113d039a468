# PID 1 of a Debian that lies in a folder: what is written to it is gone with it. Says "ready", and
# lives for as long as its standard input stays open.
# usage: boot.sh ROOT SOURCE:TARGET… [-- CGROUP…]: sources are seen there, read-only; with control
# groups of its own it has systemd as its init.
set -eu
arguments=("$@")
root=$1
shift
binds=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  binds+=("$1")
  shift
done
[ $# = 0 ] || shift
if [ $# -gt 0 ] && [ -z "${entered:-}" ]; then
  for group in "$@"; do echo 0 >"$group/cgroup.procs"; done
  entered=yes exec unshare --cgroup bash "$0" "${arguments[@]}"
fi

mount -t tmpfs -o mode=755 layers /run
mkdir /run/upper /run/work /run/root
mount -t overlay -o "lowerdir=$root,upperdir=/run/upper,workdir=/run/work" root /run/root
cd /run/root
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp

# systemd makes links in /dev, which the machine's would share, and raises limits of the kernel.
mount -t tmpfs -o mode=755 dev dev
for node in null zero full random urandom tty; do
  : >"dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/shm dev/pts
mount -t devpts -o newinstance,ptmxmode=666 pts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for folder in fs kernel vm; do
  mount --bind "proc/sys/$folder" "proc/sys/$folder"
  mount -o remount,bind,ro "proc/sys/$folder"
done

for bind in "${binds[@]}"; do
  target=.${bind#*:}
  mkdir -p "$(dirname "$target")"
  if [ -d "${bind%%:*}" ]; then mkdir -p "$target"; else : >"$target"; fi
  mount --bind "${bind%%:*}" "$target"
  mount -o remount,bind,ro "$target"
done

mount_cgroups() {
  if [ "$(stat --file-system --format=%T "$1")" = cgroup2fs ]; then
    mount -t cgroup2 cgroup sys/fs/cgroup
    return
  fi
  mount -t tmpfs -o mode=755 cgroup sys/fs/cgroup
  for group; do
    # The folder of a hierarchy is named after its controllers, but for systemd's, which has none.
    controllers=$(basename "$(dirname "$group")")
    mkdir "sys/fs/cgroup/$controllers"
    mount -t cgroup -o "${controllers/#systemd/none,name=systemd}" cgroup "sys/fs/cgroup/$controllers"
  done
}
if [ $# -gt 0 ]; then mount_cgroups "$@"; fi

pivot_root . mnt
cd /
umount --lazy /mnt
mount --make-rshared /
ip link set lo up 2>/dev/null || :

if [ $# = 0 ]; then
  echo ready
  read -r _ || :
  exit
fi

# Ends when the holder of the pipe does, and systemd with it.
{
  read -r _ || :
  kill -s RTMIN+14 1
} <&0 >/dev/null 2>&1 &

echo ready
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /usr/lib/systemd/systemd --system --show-status=0 --log-target=journal </dev/null
