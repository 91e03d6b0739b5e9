set -euo pipefail
digest="$(cat digest)"
if ! [[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "::error::the build left no digest"
  exit 1
fi
printf 'digest=%s\n' "$digest" >>"$GITHUB_OUTPUT"
