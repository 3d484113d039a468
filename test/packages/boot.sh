# PID 1 of a Debian that lies in a folder: what is written to it is gone with it. Says "ready", and
# lives for as long as its standard input stays open.
# usage: boot.sh ROOT DIST [CGROUP]: the folder DIST is seen as /dist; with a control group of its
# own it has systemd as its init.
set -eu
if [ $# = 3 ] && [ "$3" != own ]; then
  echo 0 >"$3/cgroup.procs"
  exec unshare --cgroup bash "$0" "$1" "$2" own
fi

mount -t tmpfs -o mode=755 layers /run
mkdir /run/upper /run/work /run/root
mount -t overlay -o "lowerdir=$1,upperdir=/run/upper,workdir=/run/work" root /run/root
cd /run/root
mkdir dist
mount --bind "$2" dist
mount -o remount,bind,ro dist
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

if [ $# = 3 ]; then mount -t cgroup2 cgroup sys/fs/cgroup; fi
pivot_root . mnt
cd /
umount --lazy /mnt
ip link set lo up 2>/dev/null || :

if [ $# = 2 ]; then
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
