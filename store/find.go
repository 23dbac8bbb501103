package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	latest         = "latest"
	baselinePrefix = "baseline:"
	// leastCommit is how many digits of a commit name it, at least.
	leastCommit = 7
	// mostNear bounds the names that an error tells.
	mostNear = 5
)

// Find is the folder of the run that a name stands for: latest, or latest~2 for the
// second before it; the name of a run, or the beginning of only one; the path of a
// run's folder; seven or more digits of a commit, for the newest run of it;
// baseline:NAME, or a baseline's name, for the newest run in it. The error tells what
// comes near.
func (h Home) Find(name string) (dir string, err error) {
	if base, ok := strings.CutPrefix(name, baselinePrefix); ok {
		return h.newestOf(base)
	}
	runs, _ := h.runs()
	if back, ok := generations(name); ok {
		if back >= len(runs) {
			return "", fmt.Errorf("there is no run %q: %s stored in %s", name, areOf(len(runs), "run"), h.Path)
		}
		return runs[len(runs)-1-back].dir, nil
	}
	if looksLikePath(name) {
		return name, isRun(name)
	}
	dir, err = byName(runs, name)
	if dir != "" || err != nil {
		return dir, err
	}
	if dir, err = h.newestOf(name); err == nil {
		return dir, nil
	}
	if isRun(name) == nil {
		return name, nil
	}
	return "", h.notFound(runs, name)
}

// byName finds a run by its name or its commit; empty where none has such.
func byName(runs []found, name string) (string, error) {
	match := slices.DeleteFunc(slices.Clone(runs), func(r found) bool { return !strings.HasPrefix(r.name, name) })
	for _, r := range match {
		if r.name == name {
			return r.dir, nil
		}
	}
	switch {
	case name == "":
		return "", errors.New("a run without a name")
	case len(match) == 1:
		return match[0].dir, nil
	case len(match) > 1:
		return "", fmt.Errorf("%q begins the names of %d runs: %s", name, len(match), listed(match))
	}
	return byCommit(runs, name)
}

// byCommit finds the newest run of a commit.
func byCommit(runs []found, digits string) (string, error) {
	digits = strings.ToLower(digits)
	if len(digits) < leastCommit || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", nil
	}
	var newest *found
	for i := range runs {
		r := &runs[i]
		if !strings.HasPrefix(strings.ToLower(r.manifest.Commit), digits) {
			continue
		}
		if newest != nil && newest.manifest.Commit != r.manifest.Commit {
			return "", fmt.Errorf("%q begins more than one commit: %s and %s", digits, newest.manifest.Commit, r.manifest.Commit)
		}
		newest = r
	}
	if newest == nil {
		return "", nil
	}
	return newest.dir, nil
}

// generations is how many runs before the latest one a name means.
func generations(name string) (int, bool) {
	rest, ok := strings.CutPrefix(name, latest)
	if !ok || rest == "" {
		return 0, ok
	}
	digits, ok := strings.CutPrefix(rest, "~")
	n, err := strconv.ParseUint(digits, 10, 31)
	return int(n), ok && err == nil
}

func looksLikePath(name string) bool {
	return name == "." || name == ".." || filepath.IsAbs(name) || strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator)
}

// isRun says why a folder holds no run.
func isRun(dir string) error {
	root, err := openFolder(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	_, err = readManifest(root)
	return err
}

// notFound tells what comes near a name.
func (h Home) notFound(runs []found, name string) error {
	near := slices.DeleteFunc(slices.Clone(runs), func(r found) bool {
		return !strings.Contains(strings.ToLower(r.name), strings.ToLower(name)) && r.manifest.Name != name
	})
	var hint string
	switch {
	case len(runs) == 0:
		hint = "no run is stored in " + h.Path
	case len(near) > 0:
		hint = "near are " + listed(near)
	default:
		hint = "the newest are " + listed(runs)
	}
	if names, err := h.Baselines(); err == nil && len(names) > 0 {
		hint += "; baselines are " + strings.Join(names[:min(len(names), mostNear)], ", ")
	}
	return fmt.Errorf("there is no run %q: %s", name, hint)
}

// listed lists the newest runs.
func listed(runs []found) string {
	var names []string
	for i := len(runs) - 1; i >= 0 && len(names) < mostNear; i-- {
		names = append(names, runs[i].name)
	}
	return strings.Join(names, ", ")
}

// Newest is the newest run of an experiment, and whether there is one. A folder in which
// no run was begun is passed over; where there is no run but one that can't be read,
// the error says so, since that may be the one.
func (h Home) Newest(experiment string) (dir string, ok bool, err error) {
	runs, faults := h.runs()
	for _, r := range slices.Backward(runs) {
		if r.manifest.Name == experiment {
			return r.dir, true, nil
		}
	}
	faults = slices.DeleteFunc(faults, func(err error) bool { return errors.Is(err, errNoRun) })
	return "", false, errors.Join(faults...)
}
