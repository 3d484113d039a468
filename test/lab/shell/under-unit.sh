# node-check with these arguments, once, as node-check.service would run it: in its sandbox.
# usage: under-unit.sh PROGRAM ARGUMENT…: of the program only the installed file is taken.
set -eu
shift
unit=/run/systemd/system/node-check-once.service
cp /usr/lib/systemd/system/node-check.service "$unit"
mkdir -p "$unit.d"
cat >"$unit.d/once.conf" <<UNIT
[Service]
Type=oneshot
Restart=no
WatchdogSec=0
ExecStart=
ExecStart=/usr/bin/node-check $*
StandardOutput=truncate:/run/lab/once.out
StandardError=truncate:/run/lab/once.err
UNIT
systemctl daemon-reload
systemctl start node-check-once 2>/dev/null || :
cat /run/lab/once.out
cat /run/lab/once.err >&2
exit "$(systemctl show --property=ExecMainStatus --value node-check-once)"
