// evaluate-condition says which phase the Argo Rollouts controller gives to a measurement.
//
// It reads JSON values from standard input, one a sample, and prints one line of JSON for each:
//
//	{"success": "result[0] < 0.02", "failure": "", "vector": ["0.01", "NaN"]}  ->  {"phase": "Successful", "error": ""}
//
// The result is "vector" (numbers as text, since JSON has neither NaN nor Inf), "scalar" (such a number) or "json" (what a
// web metric's JSONPath selects). The phase is that of argo-rollouts' own utils/evaluate. With "web", a whole answer is
// judged by its web provider, without a network:
//
//	{"success": "string(result) == \"ok\"", "web": {"status": 200, "body": "{}", "jsonPath": "{$.status}"}}
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/argoproj/argo-rollouts/metricproviders/webmetric"
	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/utils/evaluate"
	log "github.com/sirupsen/logrus"
)

type sample struct {
	Success, Failure string
	Vector           []string
	Scalar           *string
	JSON             json.RawMessage
	Web              *page
}

// page is an answer to a web metric's request, whatever it asks.
type page struct {
	Status         int
	Body, JSONPath string
}

func (answer *page) RoundTrip(request *http.Request) (*http.Response, error) {
	body := io.NopCloser(strings.NewReader(answer.Body))
	return &http.Response{StatusCode: answer.Status, Body: body, Header: http.Header{}, Request: request}, nil
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
		metric := v1alpha1.Metric{SuccessCondition: one.Success, FailureCondition: one.Failure}
		if one.Web != nil {
			if err := verdicts.Encode(one.Web.judged(metric, *log.NewEntry(logger))); err != nil {
				return err
			}
			continue
		}
		result, err := one.result()
		if err != nil {
			return err
		}
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

// judged is what the web provider makes of the answer, its status and JSONPath included. A panic, which the controller
// would not survive, is a phase of its own.
func (answer *page) judged(metric v1alpha1.Metric, logger log.Entry) (said verdict) {
	defer func() {
		if problem := recover(); problem != nil {
			said = verdict{Phase: "Panic", Error: fmt.Sprint(problem)}
		}
	}()
	metric.Provider.Web = &v1alpha1.WebMetric{URL: "http://workload", JSONPath: answer.JSONPath}
	parser, err := webmetric.NewWebMetricJsonParser(metric)
	if err != nil {
		return verdict{Phase: string(v1alpha1.AnalysisPhaseError), Error: err.Error()}
	}
	provider := webmetric.NewWebMetricProvider(logger, &http.Client{Transport: answer}, parser)
	measured := provider.Run(nil, metric)
	return verdict{Phase: string(measured.Phase), Error: measured.Message}
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
