# Programs that are missing, or not what they should be. The real ones wait in /run/lab/tools.

# hide_tool NAME
hide_tool() {
  local path
  for path in $(type -aP "$1"); do
    # Where /bin is a link to /usr/bin the same file shows twice.
    [ -e "$path" ] || continue
    mkdir -p "/run/lab/tools${path%/*}"
    mv "$path" "/run/lab/tools$path"
  done
}

# fake_tool NAME: a script from standard input takes its place.
fake_tool() {
  local script path
  script=$(cat)
  hide_tool "$1"
  for path in $(find /run/lab/tools -name "$1" -printf '/%P\n'); do
    printf '#!/bin/bash\n%s\n' "$script" >"$path"
    chmod 755 "$path"
  done
}

restore_tool() {
  local path
  for path in $(find /run/lab/tools -name "$1" -printf '/%P\n'); do
    mv -f "/run/lab/tools$path" "$path"
  done
}
