package store

import (
	"iter"

	"runexp/runner"
)

// ReadManifest reads what a run is, without its results.
func ReadManifest(dir string) (*Manifest, error) {
	root, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return readManifest(root)
}

// ReadSamples yields the single requests that were kept of a trial, as
// [Record.ReadSamples] does.
func (r *Run) ReadSamples(t *runner.Trial) iter.Seq2[runner.Sample, error] {
	return (&Record{Dir: r.dir}).ReadSamples(t)
}
