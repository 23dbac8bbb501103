package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"runexp/config"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/store"
)

// This file finds out where results come from: the machine, the build, the state of
// the repository, the servers.

// thisBuild describes this program.
func thisBuild() vitals.Build {
	b := vitals.Build{Version: version(), Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				b.Revision = s.Value
			}
		}
	}
	return b
}

// here is this session of a run: who measures.
func here(plan *runner.Plan, folder string) store.Session {
	return store.Session{
		Started: time.Now().UTC(), Machine: vitals.ThisMachine(), Build: thisBuild(), Servers: serversOf(plan, folder),
	}
}

// serversOf tells what is known of the servers under test: as the plan names them,
// and which program is started.
func serversOf(plan *runner.Plan, folder string) []store.Server {
	if len(plan.Targets) == 0 {
		return []store.Server{serverOf("", plan.BaseURL, plan.Start, folder)}
	}
	servers := make([]store.Server, len(plan.Targets))
	for i, t := range plan.Targets {
		servers[i] = serverOf(t.Name, t.BaseURL, t.Start, folder)
	}
	return servers
}

func serverOf(target, baseURL string, start *runner.Start, folder string) store.Server {
	s := store.Server{Target: target, BaseURL: baseURL}
	if start == nil {
		return s
	}
	s.Command = start.Run.Shell
	if len(start.Run.Args) > 0 {
		s.Command = strings.Join(start.Run.Args, " ")
		s.Executable = sumOf(start.Run.Args[0], filepath.Join(folder, start.Dir))
	}
	return s
}

// largestProgram bounds what is read of a program to tell it from others.
const largestProgram = 1 << 30

// sumOf is the SHA-256 of the program that a name stands for, run in a folder; empty
// where it can't be read. The name of a program within the folder is relative to it.
func sumOf(name, folder string) string {
	path := name
	switch {
	case filepath.IsAbs(name):
	case strings.ContainsRune(name, filepath.Separator):
		path = filepath.Join(folder, name)
	default:
		found, err := exec.LookPath(name)
		if err != nil {
			return ""
		}
		path = found
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, largestProgram)); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// gitPatience is how long git may take to tell the state of a repository.
const gitPatience = 2 * time.Second

// repository is the commit and branch of the repository that a folder is in, and
// whether tracked files have changed; all empty where there is none, or no git.
func repository(ctx context.Context, folder string) (commit, branch string, dirty bool) {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	git := func(args ...string) (string, bool) {
		c := exec.CommandContext(ctx, "git", append([]string{"-C", folder, "--no-optional-locks"}, args...)...)
		out, err := c.Output()
		return strings.TrimSpace(string(out)), err == nil
	}
	commit, ok := git("rev-parse", "--verify", "--quiet", "HEAD")
	if !ok {
		return "", "", false
	}
	branch, _ = git("symbolic-ref", "--quiet", "--short", "HEAD")
	changes, _ := git("status", "--porcelain", "--untracked-files=no")
	return commit, branch, changes != ""
}

// written is all text in which placeholders may stand: that of an experiment file and
// what the command line sets.
func written(text []byte, set []string) string {
	return string(text) + "\n" + strings.Join(set, "\n")
}

// secretsIn are the names of the secrets in a text.
func secretsIn(text string) map[string]bool {
	names := make(map[string]bool)
	for _, m := range regexp.MustCompile(`\$\{secret:([^}:.]+)`).FindAllStringSubmatch(text, -1) {
		names[m[1]] = true
	}
	return names
}

// variablesOf are the values of the environment variables that a text fills in,
// without those that it calls secrets.
func variablesOf(text string, env func(string) (string, bool)) map[string]string {
	secret, values := secretsIn(text), make(map[string]string)
	for _, m := range regexp.MustCompile(`\$\{env:([^}:]+)`).FindAllStringSubmatch(text, -1) {
		name := m[1]
		if value, ok := env(name); ok && !secret[name] {
			values[name] = value
		}
	}
	return values
}

// manifest describes the run of a session before it begins.
func (s *session) manifest(ctx context.Context) *store.Manifest {
	m := &store.Manifest{
		Name: s.plan.Name, File: s.plan.File, Seed: s.plan.Seed, Created: time.Now().UTC(),
		Sessions: []store.Session{here(s.plan, s.folder)},
	}
	s.describe(ctx)(m)
	return m
}

// describe says in a manifest what is run, new or resumed.
func (s *session) describe(ctx context.Context) func(*store.Manifest) {
	folder, err := filepath.Abs(s.folder)
	if err != nil {
		folder = s.folder
	}
	commit, branch, dirty := repository(ctx, folder)
	return func(m *store.Manifest) {
		m.Folder, m.Command = folder, s.again()
		m.Set, m.Unset, m.Hosts = s.options.set, s.options.unset, s.options.hosts
		m.Quick, m.Baseline = s.options.quick, s.options.baseline
		m.Gated, m.Samples = s.experiment.Gate != nil, s.experiment.Samples == config.SamplesAll
		m.Env, m.Trials = variablesOf(written(s.text, s.options.set), s.process.env), trialsOf(s.plan)
		if m.Commit == "" { // a resumed run stays one of the commit that it began with
			m.Commit, m.Branch, m.Dirty = commit, branch, dirty
		}
	}
}
