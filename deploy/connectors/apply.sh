#!/bin/sh
# Gives each connector the configuration in the file of its name, and waits until its tasks run.
# Doing it again changes nothing. Needs curl.
#
#   apply.sh [FOLDER]
#   CONNECT_URL  the worker's REST interface (default: http://connect:8083)
set -eu

folder=${1:-$(dirname "$0")}
connect=${CONNECT_URL:-http://connect:8083}
seconds=${APPLY_SECONDS:-180}

# While workers rebalance, the answer is 409: that is tried again, as is a worker that still starts.
put() {
  curl --silent --show-error --fail-with-body --retry 60 --retry-delay 2 --retry-all-errors --retry-max-time "$seconds" \
    --request PUT --header 'Content-Type: application/json' --data-binary "@$2" --output /dev/null \
    "$connect/connectors/$1/config"
}

# Whether connector and tasks run, and there is at least one task.
runs() {
  status=$(curl --silent --fail "$connect/connectors/$1/status") || return 1
  case $status in
    *'"tasks":[]'* | *'"state":"FAILED"'* | *'"state":"UNASSIGNED"'* | *'"state":"RESTARTING"'*) return 1 ;;
  esac
}

for file in "$folder"/*.json; do
  name=$(basename "$file" .json)
  put "$name" "$file"
  echo "$name: configured"
done

for file in "$folder"/*.json; do
  name=$(basename "$file" .json)
  until runs "$name"; do
    seconds=$((seconds - 1))
    if [ "$seconds" -le 0 ]; then
      echo "$name: does not run: $(curl --silent "$connect/connectors/$name/status")" >&2
      exit 1
    fi
    sleep 1
  done
  echo "$name: runs"
done
