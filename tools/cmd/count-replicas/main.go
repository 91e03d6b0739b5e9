// count-replicas says how many pods the Argo Rollouts controller wants of both versions of a canary.
//
// It reads JSON values from standard input, one a case, and prints one line of JSON for each: {"canary": 1, "stable": 9}.
// The numbers are those of argo-rollouts' exported CalculateReplicaCountsForBasicCanary (without a router) and
// CalculateReplicaCountsForTrafficRoutedCanary (with one).
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/utils/conditions"
	"github.com/argoproj/argo-rollouts/utils/replicaset"
)

// state is a case: a step that sets the weight is the current one, both ReplicaSets are there with so many pods wanted and
// available. Weights, where given, are those that the router has reported.
type state struct {
	Replicas, Weight                 int32
	Routed, Aborted, Dynamic         bool
	MaxSurge, MaxUnavailable         intstr.IntOrString
	Canary, CanaryAvailable          int32
	Stable, StableAvailable          int32
	RoutedToCanary                   *int32
	AbortScaleDownDelay, StepsPassed *int32
}

type counts struct {
	Canary int32 `json:"canary"`
	Stable int32 `json:"stable"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "count-replicas:", err)
		os.Exit(2)
	}
}

func run(in io.Reader, out io.Writer) error {
	cases, answers := json.NewDecoder(in), json.NewEncoder(out)
	cases.DisallowUnknownFields()
	for {
		var one state
		if err := cases.Decode(&one); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := answers.Encode(one.count()); err != nil {
			return err
		}
	}
}

func (one state) count() counts {
	rollout, canary, stable := one.rollout(), replicaSet("canary", one.Canary, one.CanaryAvailable), replicaSet("stable", one.Stable, one.StableAvailable)
	var said counts
	if !one.Routed {
		said.Canary, said.Stable = replicaset.CalculateReplicaCountsForBasicCanary(rollout, canary, stable, nil)
		return said
	}
	var weights *v1alpha1.TrafficWeights
	if one.RoutedToCanary != nil {
		weights = &v1alpha1.TrafficWeights{
			Canary: v1alpha1.WeightDestination{Weight: *one.RoutedToCanary},
			Stable: v1alpha1.WeightDestination{Weight: 100 - *one.RoutedToCanary},
		}
	}
	said.Canary, said.Stable = replicaset.CalculateReplicaCountsForTrafficRoutedCanary(rollout, canary, stable, weights)
	return said
}

func (one state) rollout() *v1alpha1.Rollout {
	index := int32(0)
	if one.StepsPassed != nil {
		index = *one.StepsPassed
	}
	canary := &v1alpha1.CanaryStrategy{
		MaxSurge:                   &one.MaxSurge,
		MaxUnavailable:             &one.MaxUnavailable,
		Steps:                      []v1alpha1.CanaryStep{{SetWeight: &one.Weight}},
		DynamicStableScale:         one.Dynamic,
		AbortScaleDownDelaySeconds: one.AbortScaleDownDelay,
	}
	if one.Routed {
		canary.TrafficRouting = &v1alpha1.RolloutTrafficRouting{}
	}
	rollout := &v1alpha1.Rollout{
		Spec: v1alpha1.RolloutSpec{Replicas: &one.Replicas, Strategy: v1alpha1.RolloutStrategy{Canary: canary}},
		Status: v1alpha1.RolloutStatus{
			Abort: one.Aborted, CurrentStepIndex: &index, StableRS: "stable", CurrentPodHash: "canary",
		},
	}
	rollout.Status.CurrentStepHash = conditions.ComputeStepHash(rollout)
	return rollout
}

func replicaSet(hash string, wanted, available int32) *appsv1.ReplicaSet {
	return &appsv1.ReplicaSet{
		ObjectMeta: metav1.ObjectMeta{Name: hash, Labels: map[string]string{v1alpha1.DefaultRolloutUniqueLabelKey: hash}},
		Spec:       appsv1.ReplicaSetSpec{Replicas: &wanted},
		Status:     appsv1.ReplicaSetStatus{Replicas: wanted, AvailableReplicas: available, ReadyReplicas: available},
	}
}
