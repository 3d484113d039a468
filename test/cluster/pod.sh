# Runs node-check in a pod's container on this node, with runc.
# usage: pod.sh FOLDER NODE_CHECK ARGUMENT…
#   FOLDER      holds the container's config.json
#   NODE_CHECK  is not used: the container has it where the image has it
set -eu
folder=$1
shift 2
bundle=$(mktemp -d "$folder/bundle.XXXXXX")
jq --compact-output '.process.args += $ARGS.positional' "$folder/config.json" --args -- "$@" >"$bundle/config.json"
exec runc --root /run/lab/runc run --bundle "$bundle" "$(basename "$bundle")"
