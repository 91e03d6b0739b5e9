package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/containerd/platforms"
	"github.com/distribution/reference"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/gateway/client"
	gwpb "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/frontend/subrequests/lint"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	fstypes "github.com/tonistiigi/fsutil/types"
)

const (
	dockerfile   = "Dockerfile"
	ignoreSuffix = ".dockerignore"
)

var errOffline = errors.New("lint-dockerfile runs nothing")

// gateway stands for BuildKit towards the frontend: it serves the files it was given and knows every base image.
type gateway struct {
	files   map[string][]byte
	machine ocispecs.Platform
	bases   map[string]ocispecs.Platform
	options map[string]string
}

// newGateway asks for the lint of files[dockerfile], every rule on, for a machine of that platform. "cmdline" tells the
// frontend that it is the one which the syntax line names.
func newGateway(files map[string][]byte, machine ocispecs.Platform, bases map[string]ocispecs.Platform, arguments pairs) *gateway {
	options := map[string]string{"requestid": lint.RequestLint, "cmdline": "lint-dockerfile"}
	for name, value := range arguments {
		options["build-arg:"+name] = value
	}
	options["build-arg:BUILDKIT_DOCKERFILE_CHECK"] = "experimental=all"
	return &gateway{files: files, machine: machine, bases: bases, options: options}
}

// parseBases reads what images are for, by their full references.
func parseBases(bases pairs) (map[string]ocispecs.Platform, error) {
	known := make(map[string]ocispecs.Platform, len(bases))
	for name, text := range bases {
		named, err := reference.ParseNormalizedNamed(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		platform, err := platforms.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		known[reference.TagNameOnly(named).String()] = platform
	}
	return known, nil
}

func (g *gateway) BuildOpts() client.BuildOpts {
	return client.BuildOpts{
		Opts:    maps.Clone(g.options),
		Workers: []client.WorkerInfo{{ID: "offline", Platforms: []ocispecs.Platform{g.machine}}},
		LLBCaps: pb.Caps.CapSet(pb.Caps.All()),
		Caps:    gwpb.Caps.CapSet(gwpb.Caps.All()),
	}
}

func (g *gateway) Solve(context.Context, client.SolveRequest) (*client.Result, error) {
	result := client.NewResult()
	result.SetRef(&source{g.files})
	return result, nil
}

// ResolveSourceMetadata answers with an image of one layer, since one without is taken for scratch and not checked.
func (g *gateway) ResolveSourceMetadata(_ context.Context, op *pb.SourceOp, opt sourceresolver.Opt) (*sourceresolver.MetaResponse, error) {
	platform := g.machine
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		platform = *opt.ImageOpt.Platform
	}
	name := strings.TrimPrefix(op.GetIdentifier(), "docker-image://")
	if known, found := g.bases[name]; found {
		platform = known
	}
	layer := digest.FromString(name)
	config, err := json.Marshal(ocispecs.Image{
		Platform: platform,
		RootFS:   ocispecs.RootFS{Type: "layers", DiffIDs: []digest.Digest{layer}},
	})
	if err != nil {
		return nil, err
	}
	image := &sourceresolver.ResolveImageResponse{Digest: layer, Config: config}
	if parsed, err := reference.ParseNormalizedNamed(name); err == nil {
		if pinned, ok := parsed.(reference.Digested); ok {
			image.Digest = pinned.Digest()
		}
	}
	return &sourceresolver.MetaResponse{Op: op, Image: image}, nil
}

func (g *gateway) ResolveImageConfig(ctx context.Context, name string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return sourceresolver.NewImageMetaResolver(g).ResolveImageConfig(ctx, name, opt)
}

func (g *gateway) Inputs(context.Context) (map[string]llb.State, error) { return nil, nil }

func (g *gateway) NewContainer(context.Context, client.NewContainerRequest) (client.Container, error) {
	return nil, errOffline
}

func (g *gateway) Warn(context.Context, digest.Digest, string, client.WarnOpts) error { return nil }

// source is a folder with the files of a gateway.
type source struct{ files map[string][]byte }

func (s *source) ReadFile(_ context.Context, request client.ReadRequest) ([]byte, error) {
	text, found := s.files[request.Filename]
	if !found {
		return nil, fmt.Errorf("%s: %w", request.Filename, os.ErrNotExist)
	}
	return text, nil
}

func (s *source) StatFile(_ context.Context, request client.StatRequest) (*fstypes.Stat, error) {
	text, found := s.files[request.Path]
	if !found {
		return nil, fmt.Errorf("%s: %w", request.Path, os.ErrNotExist)
	}
	return &fstypes.Stat{Path: request.Path, Size: int64(len(text))}, nil
}

func (s *source) ReadDir(context.Context, client.ReadDirRequest) ([]*fstypes.Stat, error) {
	return nil, errOffline
}

func (s *source) ToState() (llb.State, error)    { return llb.Scratch(), nil }
func (s *source) Evaluate(context.Context) error { return nil }
