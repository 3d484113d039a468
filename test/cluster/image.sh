# Makes the root file system that packaging/image/Dockerfile describes, from Debian's packages and
# without docker, and shows it when it is whole. The executable comes in when a container is started.
# usage: image.sh DOCKERFILE FOLDER
set -eu
dockerfile=$1
folder=$2
making=$folder.$$
trap 'rm -rf --one-file-system "$making"' EXIT
mkdir -p "$making"

packages=$(sed -n '/apt-get install/,/&&/ { s/.*--[a-z-]*//; s/\\$//; /&&/!p }' "$dockerfile")
# Word by word, with commas in between.
packages=$(echo $packages | tr ' ' ',')
debootstrap --variant=minbase "--include=$packages" bookworm "$making" http://deb.debian.org/debian
rm -rf "$making"/var/cache/apt "$making"/var/lib/apt/lists "$making"/var/log/*
mkdir -p "$making/host" "$making/etc/node-check" "$making/var/lib/node-check"
: >"$making/usr/bin/node-check"

mv "$making" "$folder"
