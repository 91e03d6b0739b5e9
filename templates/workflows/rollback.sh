set -euo pipefail
kind=rollouts.argoproj.io
if [ "$STRATEGY" = standard ]; then
  kind=deployments.apps
fi
if [ -z "$PREVIOUS" ]; then
  echo "::warning::this was the first deployment of $WORKLOAD: nothing to go back to, it is scaled to 0 and kept"
  kubectl scale "$kind/$WORKLOAD" --namespace "$NAMESPACE" --replicas=0
  exit 0
fi
if [ "$STRATEGY" != standard ]; then
  phase="$(kubectl get "$kind" "$WORKLOAD" --namespace "$NAMESPACE" --output 'jsonpath={.status.phase}')"
  if [ "$phase" != Healthy ]; then
    # Abort: all traffic is on the stable version at once, before the release goes back.
    kubectl patch "$kind" "$WORKLOAD" --namespace "$NAMESPACE" --subresource=status --type=merge \
      --patch '{"status":{"abort":true}}'
  fi
fi
helm rollback "$WORKLOAD" "$PREVIOUS" --namespace "$NAMESPACE" --timeout 5m
echo "::warning::$WORKLOAD was rolled back to revision $PREVIOUS"
printf 'done=true\n' >>"$GITHUB_OUTPUT"
