package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"runexp/crawl"
	"runexp/runner"
)

// A file of samples comes from outside: what is unpacked of it is bounded, whatever it
// says.
const (
	// longestRow bounds a line: six numbers and a class.
	longestRow = 256
	columns    = 7
)

var errRow = errors.New("no row of a request")

// ReadSamples yields the single requests that were kept of a trial, roughly in the
// order of their ends; none where none were kept. After an error it ends.
func (r *Record) ReadSamples(t *runner.Trial) iter.Seq2[runner.Sample, error] {
	return func(yield func(runner.Sample, error) bool) {
		f, err := r.openSamples(t)
		if err != nil {
			yield(runner.Sample{}, err)
			return
		}
		if f == nil {
			return
		}
		defer func() { _ = f.Close() }()
		for s, err := range readSamples(f) {
			if err != nil {
				err = fmt.Errorf("%s: %w", filepath.Base(f.Name()), err)
			}
			if !yield(s, err) {
				return
			}
		}
	}
}

// openSamples opens the file of a trial's samples; nil where there is none.
func (r *Record) openSamples(t *runner.Trial) (*os.File, error) {
	root, err := openFolder(r.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	folder, err := openSub(root, samplesFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = folder.Close() }()
	identity := Identity(t)
	f, err := open(folder, samplesName(t.Name(), identity), os.O_RDONLY)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	if r.samples == nil { // the trial had another number
		if err := r.indexSamples(folder); err != nil {
			return nil, err
		}
	}
	name, ok := r.samples[identity]
	if !ok {
		return nil, nil
	}
	return open(folder, name, os.O_RDONLY)
}

// indexSamples notes the names of all samples by identity.
func (r *Record) indexSamples(folder *os.Root) error {
	names, err := namesIn(folder)
	if err != nil {
		return err
	}
	r.samples = make(map[string]string, len(names))
	for _, name := range names {
		if stem, ok := strings.CutSuffix(name, samplesEnding); ok && len(stem) > 2*identityBytes {
			r.samples[stem[len(stem)-2*identityBytes:]] = name
		}
	}
	return nil
}

// readSamples yields the rows of a file.
func readSamples(r io.Reader) iter.Seq2[runner.Sample, error] {
	return func(yield func(runner.Sample, error) bool) {
		z, err := gzip.NewReader(bufio.NewReaderSize(r, 1<<16))
		if err != nil {
			yield(runner.Sample{}, err)
			return
		}
		lines := bufio.NewReaderSize(z, 1<<16)
		classes := classesByName()
		for n := 0; ; n++ {
			text, err := lines.ReadSlice('\n')
			if errors.Is(err, io.EOF) && len(text) == 0 && n > 0 {
				return
			}
			s, err := sampleOf(text, n, err, classes)
			if err != nil {
				yield(runner.Sample{}, fmt.Errorf("line %d: %w", n+1, err))
				return
			}
			if n > 0 && !yield(s, nil) {
				return
			}
		}
	}
}

// sampleOf is what line n says, counted from 0; of the first one nothing.
func sampleOf(text []byte, n int, err error, classes map[string]string) (runner.Sample, error) {
	switch {
	case err != nil && !errors.Is(err, bufio.ErrBufferFull):
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return runner.Sample{}, err
	case len(text) > longestRow || err != nil:
		return runner.Sample{}, errors.New("the line is longer than any")
	case n > maxRows:
		return runner.Sample{}, fmt.Errorf("more than %d rows", maxRows)
	case n == 0 && string(text) != samplesHeader:
		return runner.Sample{}, errors.New("these are no samples")
	case n == 0:
		return runner.Sample{}, nil
	}
	return parseSample(text[:len(text)-1], classes)
}

// parseSample reads a row. Durations are not negative, and their sums no overflow.
func parseSample(text []byte, classes map[string]string) (runner.Sample, error) {
	var numbers [columns]int64
	var class string
	for i := range columns {
		cell, rest, more := bytes.Cut(text, []byte{','})
		if more != (i < columns-1) {
			return runner.Sample{}, errRow
		}
		text = rest
		if i == 5 {
			name, ok := classes[string(cell)]
			if !ok {
				return runner.Sample{}, errRow
			}
			class = name
			continue
		}
		v, err := strconv.ParseInt(string(cell), 10, 64)
		if err != nil || v < 0 || v > 1<<60 || len(cell) > 1 && cell[0] == '0' || len(cell) > 0 && cell[0] == '+' {
			return runner.Sample{}, errRow
		}
		numbers[i] = v
	}
	if numbers[4] > 999 {
		return runner.Sample{}, errRow
	}
	return runner.Sample{
		Index: numbers[0], Start: time.Duration(numbers[1]), Intended: time.Duration(numbers[2]),
		Latency: time.Duration(numbers[3]), Status: int(numbers[4]), Class: class, Bytes: numbers[6],
	}, nil
}

// classesByName are the names of all classes, so that rows share them.
func classesByName() map[string]string {
	all := make(map[string]string)
	for _, c := range crawl.Classes() {
		all[c.String()] = c.String()
	}
	return all
}
