package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostPromoted is how many runs of a baseline are kept, the newest ones.
const mostPromoted = 50

// longestBaseline bounds the name of a baseline.
const longestBaseline = 64

// inBaseline is what the name of a baseline is made of.
const inBaseline = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."

// isBaseline reports whether a name may be one of a baseline, and so of a folder.
func isBaseline(name string) bool {
	_, isRun := generations(name)
	return !isRun && name != "" && len(name) <= longestBaseline && !strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(inBaseline, r) }) && strings.Trim(name, "-.") == name
}

// Promote adds a run to a baseline: what is needed to judge it again is copied, so that
// the run itself may go. A run that is promoted again is replaced. The newest 50 are
// kept.
func (h Home) Promote(dir, name string) error {
	if !isBaseline(name) {
		return fmt.Errorf("%.100q is no name of a baseline: it has 1 to %d letters, digits and _, and - and . in between", name, longestBaseline)
	}
	from, err := openFolder(dir)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	m, err := readManifest(from)
	if err != nil {
		return err
	}
	if locked(from) {
		return fmt.Errorf("%s is being written: it can be promoted when it is done", dir)
	}
	all, err := h.make(baselinesFolder)
	if err != nil {
		return err
	}
	defer func() { _ = all.Close() }()
	to, err := makeSub(h.disk(), all, name)
	if err != nil {
		return err
	}
	defer func() { _ = to.Close() }()
	if err := h.copyRun(from, to, slug(m.Run)); err != nil {
		return fmt.Errorf("baseline %s: %w", name, err)
	}
	return h.prune(name, to)
}

// draftPrefix begins the names of runs that are not copied as a whole yet.
const draftPrefix = ".draft-"

// copyRun copies a run into a folder of that name, which is there as a whole or not.
func (h Home) copyRun(from, to *os.Root, name string) error {
	draft := draftPrefix + name
	if err := to.RemoveAll(draft); err != nil {
		return err
	}
	if err := h.disk().Mkdir(to, draft); err != nil {
		return err
	}
	sub, err := openSub(to, draft)
	if err != nil {
		return err
	}
	for _, file := range []string{experimentFile, planFile, journalFile, manifestFile} {
		if err = h.copyFile(from, sub, file); err != nil {
			break
		}
	}
	err = errors.Join(err, sub.Close())
	if err == nil {
		err = to.RemoveAll(name)
	}
	if err == nil {
		err = h.disk().Rename(to, draft, name)
	}
	if err != nil {
		_ = to.RemoveAll(draft)
		return err
	}
	return h.disk().SyncFolder(to)
}

func (h Home) copyFile(from, to *os.Root, name string) error {
	f, err := open(from, name, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return replace(h.disk(), to, name, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

// prune removes the oldest runs of a baseline.
func (h Home) prune(name string, root *os.Root) error {
	runs, faults := h.runsIn(filepath.Join(baselinesFolder, name))
	for len(runs) > mostPromoted {
		if err := root.RemoveAll(runs[0].name); err != nil {
			return err
		}
		runs = runs[1:]
	}
	return errors.Join(faults...)
}

// Baseline lists the folders of a baseline's runs, the oldest first; none where there
// is no such baseline.
func (h Home) Baseline(name string) (dirs []string, err error) {
	if !isBaseline(name) {
		return nil, nil
	}
	runs, faults := h.runsIn(filepath.Join(baselinesFolder, name))
	for _, r := range runs {
		dirs = append(dirs, r.dir)
	}
	return dirs, errors.Join(faults...)
}

// newestOf is the newest run of a baseline.
func (h Home) newestOf(name string) (string, error) {
	dirs, err := h.Baseline(name)
	if len(dirs) > 0 {
		return dirs[len(dirs)-1], nil
	}
	if err != nil {
		return "", err
	}
	return "", fmt.Errorf("there is no baseline %q", name)
}

// Baselines lists the names of the baselines that have runs, in order.
func (h Home) Baselines() ([]string, error) {
	names, err := foldersIn(filepath.Join(h.Path, baselinesFolder))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(names, func(name string) bool {
		inside, err := foldersIn(filepath.Join(h.Path, baselinesFolder, name))
		return errors.Is(err, fs.ErrNotExist) || err == nil && len(inside) == 0
	}), nil
}
