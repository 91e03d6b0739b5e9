set -euo pipefail
kind=rollouts.argoproj.io
if [ "$STRATEGY" = standard ]; then
  kind=deployments.apps
fi
failed=false

attempt() {
  "$@" || {
    failed=true
    echo "::error::this failed: $1 $2"
  }
}

phase() {
  jq -r '
    (.status // {}) as $status
    | ($status.currentPodHash // "") as $newest
    | (($status.observedGeneration // "") | tostring) as $seen
    | ($seen != ((.metadata.generation // "") | tostring)) as $stale
    | if .spec.strategy.blueGreen then
        if $stale or ($status.blueGreen.activeSelector // "") != $newest then "preview" else "promoted" end
      elif $stale or ($status.stableRS // "") != $newest then "progressing"
      else "completed" end'
}

# What `kubectl argo rollouts abort` does, whose plugin runners do not have.
abort() {
  kubectl patch "$kind" "$WORKLOAD" --namespace "$NAMESPACE" --subresource=status --type=merge \
    --patch '{"status":{"abort":true}}'
}

# What `kubectl argo rollouts undo --to-revision` does: the pods of the recorded revision are the template again.
undo() {
  local patch
  patch="$(kubectl get replicasets.apps --namespace "$NAMESPACE" --output json |
    jq -c --arg name "$WORKLOAD" --arg revision "$ROLLOUT_REVISION" '
      [.items[]
        | select(any(.metadata.ownerReferences[]?; .kind == "Rollout" and .name == $name and .controller))
        | select(.metadata.annotations["rollout.argoproj.io/revision"] == $revision)]
      | if length != 1 then error("revision \($revision) is not there") else .[0].spec.template end
      | del(.metadata.labels["rollouts-pod-template-hash"])
      | [{op: "replace", path: "/spec/template", value: .}]')" || return 1
  kubectl patch "$kind" "$WORKLOAD" --namespace "$NAMESPACE" --type=json --patch "$patch"
}

if [ -z "$PREVIOUS" ]; then
  echo "::warning::this was the first deployment of $WORKLOAD: nothing to go back to, it is scaled to 0 and kept"
  kubectl scale "$kind/$WORKLOAD" --namespace "$NAMESPACE" --replicas=0
  exit 0
fi
if [ "$STRATEGY" != standard ]; then
  # Where the Rollout can't be read an abort is right in any phase: what serves is then the stable version.
  found="$(kubectl get "$kind" "$WORKLOAD" --namespace "$NAMESPACE" --output json | phase)" || found=unreadable
  case "$found" in
    completed) ;;
    promoted) [ -z "$ROLLOUT_REVISION" ] || attempt undo "$ROLLOUT_REVISION" ;;
    *) attempt abort "$found" ;;
  esac
fi
# Also after a failure above: it brings the old version back by itself, if more slowly.
helm rollback "$WORKLOAD" "$PREVIOUS" --namespace "$NAMESPACE" --timeout 5m
echo "::warning::$WORKLOAD was rolled back to revision $PREVIOUS"
printf 'done=true\n' >>"$GITHUB_OUTPUT"
if [ "$failed" = true ]; then
  exit 1
fi
