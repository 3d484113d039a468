# Makes the roots of Debian in which packages are tried, and shows them when both are whole: one is
# minimal, with what our packages depend on downloaded but not installed; one has systemd and rpm.
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

debootstrap --variant=minbase bookworm "$making/minimal" http://deb.debian.org/debian
apt_get "$making/minimal" update
apt_get "$making/minimal" --download-only install iproute2 libatomic1
cp -a "$making/minimal" "$making/systemd"
apt_get "$making/systemd" install dbus iproute2 libatomic1 rpm systemd

mv "$making" "$folder"
