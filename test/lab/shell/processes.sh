# Processes that bear the real names; their ids stand in /run/lab/NAME.pid.

# start_as PATH PROGRAM ARGUMENT…: a daemon that calls itself PATH.
start_as() {
  setsid bash -c 'exec -a "$0" "$@"' "$@" </dev/null >/run/lab/full 2>&1 &
  echo $! >"/run/lab/$(basename "$1").pid"
  until [ "$(tr '\0' '\n' <"/proc/$!/cmdline" | head -1)" = "$1" ]; do sleep 0.01; done
}

# stand_in PATH ARGUMENT…: a process that does nothing. An echo that blocks in its write to a full
# pipe is the one small program that takes any arguments and stays.
stand_in() {
  local path=$1
  shift
  start_as "$path" /usr/bin/echo "$@"
}

# stop NAME: ends the process, and returns when it is gone.
stop() {
  local pid
  pid=$(cat "/run/lab/$1.pid" 2>/dev/null) || return 0
  rm "/run/lab/$1.pid"
  kill -KILL "$pid" 2>/dev/null || return 0
  while [ -e "/proc/$pid" ]; do sleep 0.01; done
}

# await_port PORT [ADDRESS]
await_port() {
  until (exec 3<>"/dev/tcp/${2:-127.0.0.1}/$1") 2>/dev/null; do sleep 0.01; done
}
