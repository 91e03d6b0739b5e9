// evaluate-condition says which phase the Argo Rollouts controller gives to a measurement.
//
// It reads JSON values from standard input, one a sample, and prints one line of JSON for each:
//
//	{"success": "result[0] < 0.02", "failure": "", "vector": ["0.01", "NaN"]}  ->  {"phase": "Successful", "error": ""}
//
// The result is "vector" (numbers as text, since JSON has neither NaN nor Inf), "scalar" (such a number) or "json" (what a
// web metric's JSONPath selects). The phase is that of argo-rollouts' own utils/evaluate.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/utils/evaluate"
	log "github.com/sirupsen/logrus"
)

type sample struct {
	Success, Failure string
	Vector           []string
	Scalar           *string
	JSON             json.RawMessage
}

type verdict struct {
	Phase string `json:"phase"`
	Error string `json:"error"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "evaluate-condition:", err)
		os.Exit(2)
	}
}

func run(in io.Reader, out io.Writer) error {
	samples, verdicts := json.NewDecoder(in), json.NewEncoder(out)
	samples.DisallowUnknownFields()
	verdicts.SetEscapeHTML(false)
	logger := log.New()
	logger.SetOutput(io.Discard)
	for {
		var one sample
		if err := samples.Decode(&one); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		result, err := one.result()
		if err != nil {
			return err
		}
		metric := v1alpha1.Metric{SuccessCondition: one.Success, FailureCondition: one.Failure}
		phase, problem := evaluate.EvaluateResult(result, metric, *log.NewEntry(logger))
		said := verdict{Phase: string(phase)}
		if problem != nil {
			said.Error = problem.Error()
		}
		if err := verdicts.Encode(said); err != nil {
			return err
		}
	}
}

// result is the value in the type that the controller's metric providers hand over.
func (one sample) result() (any, error) {
	switch {
	case one.JSON != nil:
		var value any
		err := json.Unmarshal(one.JSON, &value)
		return value, err
	case one.Scalar != nil:
		return strconv.ParseFloat(*one.Scalar, 64)
	}
	values := make([]float64, 0, len(one.Vector))
	for _, text := range one.Vector {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}
