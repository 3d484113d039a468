# What machine.sh becomes where systemd is the node's init: gives it a /dev, control groups and units
# of its own, so that it can reach nothing of the machine's, and lets it take over as PID 1.
# Standard input is the pipe that machine.sh waits for.
set -eu

# systemd makes links in /dev, which the machine's nodes would share.
mkdir /run/dev
mount -t tmpfs -o mode=755 lab-dev /run/dev
for node in null zero full random urandom tty net/tun; do
  mkdir -p "/run/dev/$(dirname "$node")"
  : >"/run/dev/$node"
  mount --bind "/dev/$node" "/run/dev/$node"
done
mkdir /run/dev/shm /run/dev/pts
mount -t tmpfs lab-shm /run/dev/shm
mount -t devpts -o newinstance,ptmxmode=666 lab-pts /run/dev/pts
ln -s pts/ptmx /run/dev/ptmx
ln -s /proc/self/fd /run/dev/fd
mount --move /run/dev /dev

# It raises limits of the kernel when it starts; these are not namespaced.
for folder in fs kernel vm; do
  mount --bind "/proc/sys/$folder" "/proc/sys/$folder"
  mount -o remount,bind,ro "/proc/sys/$folder"
done
mount -t cgroup2 lab-cgroup /sys/fs/cgroup

# No unit of the real machine, no generator; and nothing that unmounts or detaches when it ends.
rm -rf /etc/systemd /usr/lib/systemd/system /usr/lib/systemd/system-generators \
  /usr/local/lib/systemd
printf '#!/bin/sh\n' >/usr/lib/systemd/systemd-shutdown
mkdir -p /etc/systemd/system
printf '[Unit]\nDefaultDependencies=no\n' >/etc/systemd/system/default.target
printf '[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=no\nRuntimeMaxUse=8M\n' >/etc/systemd/journald.conf
cat >/etc/systemd/system/systemd-journald.socket <<'UNIT'
[Unit]
DefaultDependencies=no
[Socket]
ListenStream=/run/systemd/journal/stdout
ListenDatagram=/run/systemd/journal/socket
PassCredentials=yes
UNIT
cat >/etc/systemd/system/systemd-journald.service <<'UNIT'
[Unit]
DefaultDependencies=no
[Service]
Type=notify
ExecStart=/usr/lib/systemd/systemd-journald
Sockets=systemd-journald.socket
FileDescriptorStoreMax=100
StandardOutput=null
UNIT
echo 0123456789abcdef0123456789abcdef >/etc/machine-id

# Ends when the holder of the pipe does, and systemd with it. It holds the full pipe open, too.
{
  read -r _ || :
  kill -s RTMIN+14 1
} <&0 >/dev/null 2>&1 &

echo ready
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /usr/lib/systemd/systemd --system --unit=default.target --show-status=0 --log-target=null \
  </dev/null
