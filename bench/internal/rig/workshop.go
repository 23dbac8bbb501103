//go:build unix

package rig

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Workshop finds, builds and installs programs.
type Workshop struct {
	// Root is the folder of the main module.
	Root string
	// Cache is a folder for what is worth keeping, Temp one that is not kept.
	Cache, Temp string
	// Install permits installing with apt-get and npm.
	Install bool
	// Log is told what takes long.
	Log io.Writer
}

// Found is a program that is there.
type Found struct {
	// Words start it: its path, or an interpreter and a script.
	Words   []string
	Version string
}

// MissingError is a program that is not there.
type MissingError struct {
	// How it can be installed.
	How string
}

func (e *MissingError) Error() string { return "not installed (" + e.How + ")" }

// patience bounds one build or installation.
const patience = 30 * time.Minute

// Go builds a command of a Go module, given by its folder below Root, into dir.
func (w *Workshop) Go(ctx context.Context, dir, module, pkg string) (Found, error) {
	binary, err := filepath.Abs(filepath.Join(dir, filepath.Base(pkg)))
	if err != nil {
		return Found{}, err
	}
	fmt.Fprintln(w.Log, "building", pkg)
	c := Command{Words: []string{"go", "build", "-o", binary, pkg}, Dir: filepath.Join(w.Root, module)}
	if _, _, err := Run(ctx, patience, c); err != nil {
		return Found{}, fmt.Errorf("build %s: %w", pkg, err)
	}
	return Found{Words: []string{binary}, Version: Version(binary)}, nil
}

// Tool builds a tool that the go.mod in bench/peers names. It is kept: a large
// one takes minutes to link.
func (w *Workshop) Tool(ctx context.Context, pkg string) (Found, error) {
	return w.Go(ctx, filepath.Join(w.Cache, "bin"), "bench/peers", pkg)
}

// C compiles a C program, given by its source below Root. Without a compiler
// it is missing.
func (w *Workshop) C(ctx context.Context, source string) (Found, error) {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		return Found{}, &MissingError{How: "it takes Linux and a C compiler, cc"}
	}
	binary := filepath.Join(w.Temp, strings.TrimSuffix(filepath.Base(source), ".c"))
	c := Command{Words: []string{compiler, "-O2", "-o", binary, filepath.Join(w.Root, source), "-lm"}}
	if _, _, err := Run(ctx, patience, c); err != nil {
		return Found{}, err
	}
	return Found{Words: []string{binary}, Version: "compiled here"}, nil
}

// Debian finds a program on the path, and installs the Debian package that
// holds it if that is permitted.
func (w *Workshop) Debian(ctx context.Context, program, pkg string) (Found, error) {
	path, err := exec.LookPath(program)
	if err != nil && w.Install {
		if err := w.aptGet(ctx, pkg); err != nil {
			return Found{}, err
		}
		path, err = exec.LookPath(program)
	}
	if err != nil {
		return Found{}, &MissingError{How: "apt-get install " + pkg}
	}
	return Found{Words: []string{path}, Version: debianVersion(ctx, pkg)}, nil
}

// Python finds a script of ours, given by its path below Root, with Debian's
// interpreter and the packages that it imports.
func (w *Workshop) Python(ctx context.Context, script string, packages ...string) (Found, error) {
	var modules []string
	for _, p := range packages {
		modules = append(modules, strings.TrimPrefix(p, "python3-"))
	}
	const python = "/usr/bin/python3"
	imports := Command{Words: []string{python, "-c", "import " + strings.Join(modules, ", ")}}
	_, _, err := Run(ctx, time.Minute, imports)
	if err != nil && w.Install {
		if err := w.aptGet(ctx, packages...); err != nil {
			return Found{}, err
		}
		_, _, err = Run(ctx, time.Minute, imports)
	}
	if err != nil {
		return Found{}, &MissingError{How: "apt-get install " + strings.Join(packages, " ")}
	}
	bytecode := "pycache_prefix=" + filepath.Join(w.Cache, "python")
	return Found{Words: []string{python, "-X", bytecode, filepath.Join(w.Root, script)}, Version: debianVersion(ctx, packages[0])}, nil
}

// Npm finds a script of a package of npm in the cache.
func (w *Workshop) Npm(ctx context.Context, pkg, version, script string) (Found, error) {
	prefix := filepath.Join(w.Cache, "npm")
	path := filepath.Join(prefix, "node_modules", pkg, script)
	install := []string{"npm", "install", "--prefix", prefix, "--no-audit", "--no-fund", pkg + "@" + version}
	_, err := os.Stat(path)
	if err != nil && w.Install {
		if err := os.MkdirAll(prefix, 0o755); err != nil {
			return Found{}, err
		}
		fmt.Fprintln(w.Log, strings.Join(install, " "))
		if _, _, err := Run(ctx, patience, Command{Words: install}); err != nil {
			return Found{}, err
		}
		_, err = os.Stat(path)
	}
	if err != nil {
		return Found{}, &MissingError{How: strings.Join(install, " ")}
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return Found{}, &MissingError{How: "it takes node on the path"}
	}
	return Found{Words: []string{node, path}, Version: version}, nil
}

func (w *Workshop) aptGet(ctx context.Context, packages ...string) error {
	words := append([]string{"apt-get", "install", "--yes", "--no-install-recommends"}, packages...)
	fmt.Fprintln(w.Log, strings.Join(words, " "))
	_, _, err := Run(ctx, patience, Command{Words: words, Env: []string{"DEBIAN_FRONTEND=noninteractive"}})
	return err
}

// debianVersion is the version of an installed Debian package.
func debianVersion(ctx context.Context, pkg string) string {
	version, _, err := Run(ctx, time.Minute, Command{Words: []string{"dpkg-query", "--show", "--showformat", "${Version}", pkg}})
	if err != nil {
		return "of unknown version"
	}
	return version
}

// Version is the version of the module of a Go program, with the version of Go
// that built it.
func Version(binary string) string {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return "of unknown version"
	}
	return info.Main.Version + " " + info.GoVersion
}
