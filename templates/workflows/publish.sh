set -euo pipefail
shopt -s nullglob
references=()
for file in digests/*; do
  references+=("$IMAGE@sha256:${file#digests/}")
done
if [ "${#references[@]}" -ne "$PLATFORMS" ]; then
  echo "::error::$PLATFORMS platforms were built, ${#references[@]} digests are there"
  exit 1
fi
docker buildx imagetools create --tag "$IMAGE:sha-$GITHUB_SHA" "${references[@]}"
digest="$(docker buildx imagetools inspect "$IMAGE:sha-$GITHUB_SHA" --format '{{json .Manifest}}' | jq -r .digest)"
if ! [[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "::error::the registry named no digest"
  exit 1
fi
printf '%s\n' "$digest" >digest
printf 'digest=%s\n' "$digest" >>"$GITHUB_OUTPUT"
