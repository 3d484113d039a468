# Builds packaging/image/Dockerfile without docker and without a registry: its base is made of
# Debian's packages, once. Shows a folder with the image's root file system and its archive when both
# are whole. Has its mounts for itself: unshare --mount.
# usage: image.sh DOCKERFILE CONTEXT NAME STORAGE FOLDER
#   STORAGE  is kept: the base and the layers that the next build finds unchanged
set -eu
dockerfile=$1
context=$2
name=$3
storage=$4
folder=$5
base=docker.io/library/debian:12-slim

mkdir -p "$storage"
exec 9>"$storage.lock"
flock 9
if [ -e "$folder" ]; then exit; fi

making=$folder.new
trap 'rm -rf --one-file-system "$making"' EXIT
rm -rf --one-file-system "$making"
mkdir -p "$making/run"
export TMPDIR="$making/run"

driver=overlay
buildah() {
  command buildah --root "$storage" --runroot "$making/run" --storage-driver "$driver" "$@"
}
# Where the storage would be an overlay on an overlay.
buildah info >/dev/null 2>&1 || driver=vfs
# What a build that was killed has left behind.
buildah rm --all >/dev/null

# As the slim images are: no lists, no documentation, and none comes with what is installed later.
make_base() {
  container=$(buildah from scratch)
  root=$(buildah mount "$container")
  debootstrap --variant=minbase bookworm "$root"
  for kind in doc info locale man; do
    echo "path-exclude /usr/share/$kind/*"
    rm -rf "$root/usr/share/$kind"/*
  done >"$root/etc/dpkg/dpkg.cfg.d/slim"
  rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/archives/*.deb "$root/etc/hostname"
  : >"$root/etc/resolv.conf"
  buildah config --cmd bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "$container"
  buildah commit --quiet --rm "$container" "$base"
}

buildah inspect --type image "$base" >/dev/null 2>&1 || make_base
buildah build --pull-never --isolation chroot --network host --layers --file "$dockerfile" \
  --tag "$name" --output "type=local,dest=$making/root" "$context"
chmod 755 "$making/root"
buildah push --quiet "$name" "docker-archive:$making/image.tar:$name"
# Of former executables and Dockerfiles; the last one's tests may still run.
buildah rmi --prune >/dev/null
rm -rf --one-file-system "$making/run"
mv "$making" "$folder"
ls -dt "${folder%-*}"-* | tail -n +3 | xargs rm -rf --one-file-system
