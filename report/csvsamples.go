package report

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"runexp/runner"
)

// sampleColumns are the columns of the CSV of single requests.
const sampleColumns = "experiment trial point repeat target index start_s intended_s latency_ms status class bytes"

// errNoSamples says how requests come to be kept.
var errNoSamples = errors.New("no single requests were kept: write samples: all into the file, or run with --keep-samples")

// CSVSamples writes a row per request that was kept, by point, repeat and target,
// and within a trial in the order in which the requests ended. It has the trials
// that [CSV] has. Where nothing was kept of trials that made requests, it is an
// error that says how to keep it.
//
// start_s is when the request started and intended_s when it should have: the same
// in a closed loop. Both count from the start of the trial's crawl. latency_ms is
// from intended_s to the end of the response, of failures too. status is empty where
// there was no response. Durations are exact to the nanosecond.
//
// Rows are written as they are read: however many there are, they are never all in
// memory. Texts are made safe for spreadsheets as in [CSV].
func CSVSamples(w io.Writer, d *Data) error {
	if d.Plan == nil {
		return errNoPlan
	}
	if d.Samples == nil {
		return errNoSamples
	}
	s := &sampleWriter{out: csv.NewWriter(w), experiment: cellText(d.Plan.Name)}
	requests := int64(0)
	for _, r := range d.counted() {
		requests += r.Requests
		if err := s.trial(d, &r.Trial); err != nil {
			return fmt.Errorf("csv-samples: %s: %w", clean(r.Trial.Name()), err)
		}
	}
	if requests > 0 && s.rows == 0 {
		return errNoSamples
	}
	if err := s.finish(); err != nil {
		return fmt.Errorf("csv-samples: %w", err)
	}
	return nil
}

// sampleWriter writes the rows, and the header before the first of them.
type sampleWriter struct {
	out        *csv.Writer
	experiment string
	rows       int64
	cells      []string
}

// trial writes the rows of a trial.
func (s *sampleWriter) trial(d *Data, t *runner.Trial) error {
	s.cells = append(
		s.cells[:0],
		s.experiment, cellText(t.Name()), strconv.Itoa(t.Point.Number), strconv.Itoa(t.Repeat), cellText(t.Target),
	)
	same := len(s.cells)
	for sample, err := range d.Samples(t) {
		if err != nil {
			return err
		}
		s.cells = append(s.cells[:same], sampleCells(&sample)...)
		if err := s.row(s.cells); err != nil {
			return err
		}
	}
	return nil
}

func (s *sampleWriter) row(cells []string) error {
	if s.rows == 0 {
		if err := s.out.Write(strings.Fields(sampleColumns)); err != nil {
			return err
		}
	}
	s.rows++
	return s.out.Write(cells)
}

// finish writes what is still in the buffer; of no rows, the header.
func (s *sampleWriter) finish() error {
	if s.rows == 0 {
		if err := s.out.Write(strings.Fields(sampleColumns)); err != nil {
			return err
		}
	}
	s.out.Flush()
	return s.out.Error()
}

// sampleCells are the cells that tell a request from the others of its trial.
func sampleCells(s *runner.Sample) []string {
	status := ""
	if s.Status != 0 {
		status = strconv.Itoa(s.Status)
	}
	return []string{
		integer(s.Index), shifted(s.Start, 9), shifted(s.Intended, 9), shifted(s.Latency, 6),
		status, cellText(s.Class), integer(s.Bytes),
	}
}

// shifted writes a duration in nanoseconds with its point moved so many places to
// the left: 9 makes seconds, 6 milliseconds. No digit is lost, and none is added.
func shifted(d time.Duration, places int) string {
	digits := strconv.FormatInt(int64(d), 10)
	digits, negative := strings.CutPrefix(digits, "-")
	if missing := places + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, part := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if part != "" {
		whole += "." + part
	}
	if negative {
		whole = "-" + whole
	}
	return whole
}
