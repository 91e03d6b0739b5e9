set -euo pipefail
# The Namespace is this release's own, so the release can't be stored in it.
helm upgrade --install "$ENVIRONMENT-environment" "$CHART-environment" --namespace default \
  --values "$CHART-environment/values/$ENVIRONMENT.yaml" --timeout 5m
