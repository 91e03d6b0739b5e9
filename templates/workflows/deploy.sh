set -euo pipefail
# An unreachable cluster ends the job here: it must not be taken for a first deployment.
previous=""
rollout_revision=""
found="$(helm list --all --namespace "$NAMESPACE" --filter "^$WORKLOAD\$" --output json | jq length)"
if ! [[ "$found" =~ ^[0-9]+$ ]]; then
  echo "::error::helm did not list the releases of $NAMESPACE"
  exit 1
fi
if [ "$found" != 0 ]; then
  previous="$(helm history "$WORKLOAD" --namespace "$NAMESPACE" --output json |
    jq -r 'map(select(.status == "deployed" or .status == "superseded")) | last | .revision // empty')"
fi
if [ "$STRATEGY" != standard ]; then
  rollout_revision="$(kubectl get rollouts.argoproj.io "$WORKLOAD" --namespace "$NAMESPACE" --ignore-not-found \
    --output 'jsonpath={.metadata.annotations.rollout\.argoproj\.io/revision}')"
fi
printf 'previous=%s\nrollout-revision=%s\nstarted=true\n' "$previous" "$rollout_revision" >>"$GITHUB_OUTPUT"
image=()
if [ -n "$DIGEST" ]; then
  image=(--set-string "image.digest=$DIGEST")
fi
# Not --wait or --atomic: a canary takes longer than any of their time-outs. The next job watches it.
helm upgrade --install "$WORKLOAD" "$CHART" --namespace "$NAMESPACE" \
  --values "$CHART/values/$ENVIRONMENT/$WORKLOAD.yaml" \
  --set-string "deploymentStrategy=$STRATEGY" "${image[@]}" --timeout 10m
