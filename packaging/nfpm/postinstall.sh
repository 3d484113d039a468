#!/bin/sh
# dpkg: configure PREVIOUS-VERSION; rpm: how many versions are installed now.
set -eu

case $1 in
  configure) previous=${2-} ;;
  1) previous= ;;
  [2-9]*) previous=some ;;
  *) exit 0 ;;
esac

command -v systemctl >/dev/null || exit 0

# Whether it is enabled is a matter of the site's presets, and asked once: what an operator decided
# later stays. It is not started, since it has no configuration yet.
if [ -z "$previous" ]; then systemctl --quiet preset node-check.service || :; fi

# Else an image is being made, and nothing runs in it.
[ -d /run/systemd/system ] || exit 0
systemctl daemon-reload || :
if [ -n "$previous" ]; then
  # Debian's way asks policy-rc.d first.
  control=$(command -v deb-systemd-invoke || command -v systemctl)
  "$control" try-restart node-check.service || :
fi
