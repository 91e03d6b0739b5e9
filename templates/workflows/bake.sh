set -euo pipefail
# What the bake file asks for beside this comes through the environment too: secrets are mounted from there.
SOURCE_DATE_EPOCH="$(git -c log.showSignature=false log -1 --format=%ct)"
export SOURCE_DATE_EPOCH
docker buildx bake --file "$BAKE_FILE" --metadata-file metadata.json "$WORKLOAD"
if [ "$PUSH" = true ]; then
  digest="$(jq -r --arg target "$WORKLOAD" '.[$target]["containerimage.digest"] // ""' metadata.json)"
  if ! [[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]]; then
    echo "::error::the build named no digest"
    exit 1
  fi
  # Its name is all that the job that merges the platforms needs.
  mkdir digests
  : >"digests/${digest#sha256:}"
fi
