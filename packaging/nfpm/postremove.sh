#!/bin/sh
# dpkg: purge, remove, upgrade and others; rpm: how many versions stay.
set -eu

case $1 in
  purge)
    rm -rf /var/lib/node-check
    rm -f /etc/systemd/system/multi-user.target.wants/node-check.service
    ;;
  0) rm -rf /var/lib/node-check ;;
  remove) ;;
  *) exit 0 ;;
esac

if [ -d /run/systemd/system ]; then systemctl daemon-reload || :; fi
