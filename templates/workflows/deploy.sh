set -euo pipefail
# An unreachable cluster ends the job here: it must not be taken for a first deployment.
previous=""
found="$(helm list --all --namespace "$NAMESPACE" --filter "^$WORKLOAD\$" --output json | jq length)"
if [ "$found" -ne 0 ]; then
  previous="$(helm history "$WORKLOAD" --namespace "$NAMESPACE" --output json |
    jq -r 'map(select(.status == "deployed" or .status == "superseded")) | last | .revision // empty')"
fi
printf 'previous=%s\nstarted=true\n' "$previous" >>"$GITHUB_OUTPUT"
image=()
if [ -n "$DIGEST" ]; then
  image=(--set-string "image.digest=$DIGEST")
fi
# Not --wait or --atomic: a canary takes longer than any of their time-outs. The next job watches it.
helm upgrade --install "$WORKLOAD" "$CHART" --namespace "$NAMESPACE" \
  --values "$CHART/values/$ENVIRONMENT/$WORKLOAD.yaml" \
  --set-string "deploymentStrategy=$STRATEGY" "${image[@]}" --timeout 10m
