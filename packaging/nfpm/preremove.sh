#!/bin/sh
# dpkg: remove, or upgrade and others after which a version is there; rpm: how many versions stay.
set -eu

case $1 in
  remove) ;;
  # With dpkg an operator's decision outlives the package until the purge.
  0) systemctl --quiet --no-reload disable node-check.service || : ;;
  *) exit 0 ;;
esac

# Else an image is being made: this was never a node.
[ -d /run/systemd/system ] || exit 0
systemctl stop node-check.service || :

# Conditions that nobody keeps up would stay on the Node object as they are, and only now there is a
# program to remove them: dpkg purges when it is gone. An API server that is away must neither fail
# the removal nor hold it up. Run by systemd it gets the service's variables.
systemd-run --quiet --collect --wait --pipe \
  --property=EnvironmentFile=-/etc/node-check/environment \
  timeout --kill-after=5 30 /usr/bin/node-check --remove-conditions ||
  echo 'node-check: conditions that it wrote to its Node object, if any, are still there' >&2
