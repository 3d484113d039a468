# PID 1 of a machine of the lab. Gives it files of its own over the real ones, says "ready", and
# lives for as long as its standard input stays open: whoever holds it may die in any way.
# usage: machine.sh CHECKOUT NAME [CGROUP]: in a control group of its own it has systemd as its init.
set -eu
checkout=$1
hostname "$2"
if [ $# = 3 ]; then echo 0 >"$3/cgroup.procs"; fi

mount -t tmpfs -o mode=755 lab-layers /run
mkdir /run/checkout /run/cgroup
mount --bind "$checkout" /run/checkout
mount --rbind /sys/fs/cgroup /run/cgroup
for folder in /*; do
  case $folder in /dev | /proc | /run | /sys | /lost+found) continue ;; esac
  if [ -L "$folder" ] || ! [ -d "$folder" ]; then continue; fi
  mkdir -p "/run/layers$folder/upper" "/run/layers$folder/work"
  mount -t overlay -o "lowerdir=$folder,upperdir=/run/layers$folder/upper,workdir=/run/layers$folder/work" lab "$folder"
done
mount -t sysfs sysfs /sys
mount --move /run/cgroup /sys/fs/cgroup
mkdir -p "$checkout"
mount --move /run/checkout "$checkout"
mount -o remount,bind,ro "$checkout"
mount -o remount,bind,ro /
mount -t tmpfs -o mode=755 lab-run /run

# Nothing that the real machine is itself may show on the node.
rm -rf /etc/cni /etc/kubernetes /etc/resolv.conf /etc/sysconfig /etc/node-check /etc/docker \
  /var/lib/cni /var/lib/rancher /var/lib/node-check /var/lib/kubelet
mkdir -p /run/lab /etc/sysconfig
ip link set lo up

# Whoever writes to a full pipe blocks: see stand_in.
mkfifo /run/lab/full
exec 9<>/run/lab/full
dd if=/dev/zero of=/run/lab/full bs=4096 oflag=nonblock 2>/dev/null || :

if [ $# = 3 ]; then exec unshare --cgroup bash "$checkout/test/lab/shell/systemd-init.sh"; fi

# What sees "init" as PID 1 knows that it sees the whole machine.
printf init >/proc/1/comm
echo ready
read -r _ || :
