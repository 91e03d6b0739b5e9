// evaluate-query answers PromQL queries as a Prometheus 3 server does, over series that are given as text.
//
// It reads JSON values from standard input, one a question, and prints one line of JSON for each:
//
//	{"series": "load 30s\n  up 1x40\n", "query": "sum(up)", "at": 600}  ->  {"type": "vector", "values": ["1"], "error": ""}
//
// The series are written in the notation of promtool's rule tests, "at" is in seconds. Values are text, since JSON has
// neither NaN nor Inf.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/util/teststorage"
)

type question struct {
	Series, Query string
	At            float64
}

type answer struct {
	Type   string   `json:"type"`
	Values []string `json:"values"`
	Error  string   `json:"error"`
}

// refusal takes the place of a test: what the storage can't load ends the program.
type refusal struct{}

func (refusal) Errorf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "evaluate-query: "+format+"\n", args...)
	os.Exit(2)
}

func (refusal) FailNow() { os.Exit(2) }

func (refusal) Helper() {}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "evaluate-query:", err)
		os.Exit(2)
	}
}

func run(in io.Reader, out io.Writer) error {
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1_000_000, Timeout: time.Minute})
	questions, answers := json.NewDecoder(in), json.NewEncoder(out)
	questions.DisallowUnknownFields()
	answers.SetEscapeHTML(false)
	loaded := map[string]*teststorage.TestStorage{}
	for {
		var one question
		if err := questions.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		if loaded[one.Series] == nil {
			loaded[one.Series] = promqltest.LoadedStorage(refusal{}, one.Series)
		}
		if err := answers.Encode(ask(engine, loaded[one.Series], one)); err != nil {
			return err
		}
	}
	for _, storage := range loaded {
		if err := storage.Close(); err != nil {
			return err
		}
	}
	return nil
}

func ask(engine *promql.Engine, storage *teststorage.TestStorage, one question) answer {
	at := time.Unix(0, int64(one.At*float64(time.Second)))
	query, err := engine.NewInstantQuery(context.Background(), storage, nil, one.Query, at)
	if err != nil {
		return answer{Error: err.Error()}
	}
	defer query.Close()
	result := query.Exec(context.Background())
	if result.Err != nil {
		return answer{Error: result.Err.Error()}
	}
	said := answer{Type: string(result.Value.Type()), Values: []string{}}
	switch value := result.Value.(type) {
	case promql.Scalar:
		said.Values = append(said.Values, number(value.V))
	case promql.Vector:
		for _, sample := range value {
			said.Values = append(said.Values, number(sample.F))
		}
	case promql.Matrix:
		for _, series := range value {
			for _, point := range series.Floats {
				said.Values = append(said.Values, number(point.F))
			}
		}
	default:
		said.Error = "a " + said.Type + " is no measurement"
	}
	return said
}

func number(value float64) string { return strconv.FormatFloat(value, 'g', -1, 64) }
