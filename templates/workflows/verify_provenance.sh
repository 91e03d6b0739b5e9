set -euo pipefail
image="$(jq -r --arg workload "$WORKLOAD" '.[$workload]' <<<"$IMAGES")"
gh attestation verify "oci://$image@$DIGEST" --repo "$GITHUB_REPOSITORY"
