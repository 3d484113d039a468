# Makes the roots of Debian in which packages are tried, and shows them when all are whole: one is
# minimal, with what our packages depend on downloaded but not installed; one has systemd and rpm; one
# has the other architecture's libraries in /other, and qemu to run programs with them.
# usage: make-roots.sh FOLDER
set -eu
folder=$1
making=$folder.$$
trap 'rm -rf --one-file-system "$making"' EXIT
mkdir -p "$making"

apt_get() {
  root=$1
  shift
  chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes --no-install-recommends "$@"
}

debootstrap --variant=minbase bookworm "$making/minimal"
apt_get "$making/minimal" update
apt_get "$making/minimal" --download-only install iproute2 libatomic1
cp -a "$making/minimal" "$making/systemd"
apt_get "$making/systemd" install dbus iproute2 libatomic1 rpm systemd

# Not for binfmt: a machine that is asked to run the other's programs by itself is another machine.
cp -a "$making/minimal" "$making/emulated"
case $(dpkg --print-architecture) in arm64) other=amd64 ;; *) other=arm64 ;; esac
apt_get "$making/emulated" install qemu-user
chroot "$making/emulated" dpkg --add-architecture "$other"
apt_get "$making/emulated" update
chroot "$making/emulated" sh -ec "
cd /var/cache/apt/archives
apt-get -qq download libatomic1:$other libc6:$other libgcc-s1:$other libstdc++6:$other
for library in *_$other.deb; do dpkg-deb --extract \$library /other; done
"

mv "$making" "$folder"
