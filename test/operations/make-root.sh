# Makes the root of a node as an operator has one, and shows it when it is whole: Debian with systemd,
# containerd and what the kubelet needs, and an image for pods that do nothing.
# usage: make-root.sh FOLDER
set -eu
folder=$1
making=$folder.$$
trap 'rm -rf --one-file-system "$making"' EXIT
mkdir -p "$making"

apt_get() {
  chroot "$making" env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes --no-install-recommends "$@"
}

debootstrap --variant=minbase bookworm "$making"
# No service is to start here.
printf '#!/bin/sh\nexit 101\n' >"$making/usr/sbin/policy-rc.d"
chmod +x "$making/usr/sbin/policy-rc.d"
apt_get update
apt_get install busybox-static ca-certificates conntrack containerd containernetworking-plugins \
  curl dbus iproute2 iptables iputils-ping libatomic1 mount nftables procps sudo systemd
rm "$making/usr/sbin/policy-rc.d"
echo node >"$making/etc/hostname"
rm -f "$making/etc/resolv.conf"

# https://github.com/moby/docker-image-spec: what `docker save` writes.
mkdir "$making/pause"
install "$making/bin/busybox" "$making/pause/busybox"
tar -C "$making/pause" -cf "$making/pause/layer.tar" busybox
layer=$(sha256sum "$making/pause/layer.tar" | cut -d ' ' -f 1)
cat >"$making/pause/config.json" <<END
{"architecture": "$(dpkg --print-architecture)", "os": "linux",
 "config": {"Entrypoint": ["/busybox", "sleep", "2147483647"]},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$layer"]}}
END
cat >"$making/pause/manifest.json" <<END
[{"Config": "config.json", "RepoTags": ["registry.example/pause:1"], "Layers": ["layer.tar"]}]
END
tar -C "$making/pause" -cf "$making/pause.tar" manifest.json config.json layer.tar
rm -r "$making/pause"

mv "$making" "$folder"
