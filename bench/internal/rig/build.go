//go:build unix

package rig

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// BuildRunexp builds the command of the main module at root into dir and
// returns the path of the binary. A ready binary, unless empty, is taken
// instead.
func BuildRunexp(ctx context.Context, ready, root, dir string) (string, error) {
	if ready != "" {
		return filepath.Abs(ready)
	}
	return build(ctx, root, filepath.Join(dir, "runexp"), "./cmd/runexp")
}

// BuildHey builds hey in the version that the go.mod of the bench module at
// root/bench names, into dir, and returns the path of the binary.
func BuildHey(ctx context.Context, root, dir string) (string, error) {
	return build(ctx, filepath.Join(root, "bench"), filepath.Join(dir, "hey"), "github.com/rakyll/hey")
}

func build(ctx context.Context, module, binary, pkg string) (string, error) {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return "", err
	}
	command := exec.CommandContext(ctx, "go", "build", "-o", binary, pkg)
	command.Dir = module
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("build %s in %s: %w\n%s", pkg, module, err, strings.TrimSpace(said.String()))
	}
	return binary, nil
}

// Version is the module version of the program in a binary, with the version
// of Go that built it.
func Version(binary string) string {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return "unknown"
	}
	return info.Main.Version + " " + info.GoVersion
}
