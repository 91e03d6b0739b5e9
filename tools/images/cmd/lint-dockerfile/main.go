// lint-dockerfile says what BuildKit's own build checks find in Dockerfiles, offline: it hands each to the frontend's
// lint request, as `docker build --check` does, with every rule on, the experimental ones too.
//
//	lint-dockerfile [-platform P] [-base REFERENCE=PLATFORM]... [-build-arg NAME=VALUE]... [FILE]...
//
// Without files it reads standard input. A file's ignore file is <file>.dockerignore, else .dockerignore, beside it. Each
// finding is one line of JSON on standard output, {"file","line","rule","detail","url"}; what the frontend refuses to
// build at all is {"file","line","error"}. Lines count from 1; 0 is the whole file. A `# check=` line of the file is
// not followed, `# check=skip=` above a stage is. The exit code is 0 with findings too, and 2 when something can't be read.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/frontend/dockerfile/builder"
	"github.com/moby/buildkit/frontend/subrequests/lint"
	"github.com/moby/buildkit/solver/pb"
)

// finding is what is printed.
type finding struct {
	File   string `json:"file"`
	Line   int32  `json:"line"`
	Rule   string `json:"rule,omitempty"`
	Detail string `json:"detail,omitempty"`
	URL    string `json:"url,omitempty"`
	Error  string `json:"error,omitempty"`
}

// pairs are flags of the form NAME=VALUE; the last of a name counts.
type pairs map[string]string

func (p pairs) String() string { return fmt.Sprint(map[string]string(p)) }

func (p pairs) Set(text string) error {
	name, value, found := strings.Cut(text, "=")
	if !found || name == "" {
		return fmt.Errorf("%q is not NAME=VALUE", text)
	}
	p[name] = value
	return nil
}

func main() {
	bases, arguments := pairs{}, pairs{}
	platform := flag.String("platform", "linux/amd64", "the platform that is built, and built on")
	flag.Var(bases, "base", "REFERENCE=PLATFORM: what an image is for; others are for the platform asked for")
	flag.Var(arguments, "build-arg", "NAME=VALUE: a build argument")
	flag.Parse()
	if err := run(flag.Args(), *platform, bases, arguments); err != nil {
		fmt.Fprintln(os.Stderr, "lint-dockerfile:", err)
		os.Exit(2)
	}
}

func run(files []string, platform string, bases, arguments pairs) error {
	machine, err := platforms.Parse(platform)
	if err != nil {
		return err
	}
	known, err := parseBases(bases)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	out := bufio.NewWriter(os.Stdout)
	for _, file := range files {
		contents, err := read(file)
		if err != nil {
			return err
		}
		answers := json.NewEncoder(out)
		for _, one := range check(file, newGateway(contents, machine, known, arguments)) {
			if err := answers.Encode(one); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// read gives the files that the frontend may ask for, by their names in the build context.
func read(file string) (map[string][]byte, error) {
	if file == "-" {
		text, err := io.ReadAll(os.Stdin)
		return map[string][]byte{dockerfile: text}, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	contents := map[string][]byte{dockerfile: text}
	beside := map[string]string{dockerfile + ignoreSuffix: file + ignoreSuffix, ignoreSuffix: filepath.Join(filepath.Dir(file), ignoreSuffix)}
	for name, path := range beside {
		if ignored, err := os.ReadFile(path); err == nil {
			contents[name] = ignored
		} else if !os.IsNotExist(err) {
			return nil, err
		}
	}
	return contents, nil
}

// check runs the lint request; an error outside of the lint itself is a finding too, since no build would get past it.
func check(file string, gateway *gateway) []finding {
	result, err := builder.Build(context.Background(), gateway)
	if err != nil {
		return []finding{{File: file, Error: err.Error()}}
	}
	var said lint.LintResults
	if err := json.Unmarshal(result.Metadata["result.json"], &said); err != nil {
		return []finding{{File: file, Error: err.Error()}}
	}
	findings := make([]finding, 0, len(said.Warnings)+1)
	for _, warning := range said.Warnings {
		findings = append(findings, finding{File: file, Line: line(warning.Location), Rule: warning.RuleName, Detail: warning.Detail, URL: warning.URL})
	}
	if said.Error != nil {
		findings = append(findings, finding{File: file, Line: line(&said.Error.Location), Error: said.Error.Message})
	}
	return findings
}

func line(location *pb.Location) int32 {
	if ranges := location.GetRanges(); len(ranges) > 0 {
		return ranges[0].GetStart().GetLine()
	}
	return 0
}
