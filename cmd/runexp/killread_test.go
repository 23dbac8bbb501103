//go:build unix

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// theRun is the only run that is stored in a folder.
func theRun(t *testing.T, folder string) string {
	t.Helper()
	runs := runsIn(t, folder)
	if len(runs) != 1 {
		t.Fatalf("there should be one run: %q", runs)
	}
	return runs[0]
}

func runsIn(t *testing.T, folder string) []string {
	t.Helper()
	runs, err := filepath.Glob(filepath.Join(folder, ".runexp", "runs", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

// kept are the names of the trials in the journal of a run, in its order.
func kept(t *testing.T, run string) []string {
	t.Helper()
	var names []string
	for _, e := range journalOf(t, run) {
		names = append(names, e.Trial)
	}
	return names
}

// journaled is a line of a journal.
type journaled struct {
	Identity, Trial string
	Result          struct{ Requests, OK, Bytes int64 }
}

// journalOf reads a journal by its description alone: LENGTH CRC32C JSON, a line for
// each trial. A last line may be torn, no other.
func journalOf(t *testing.T, run string) []journaled {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(run, "trials.ndjson"))
	if err != nil {
		return nil
	}
	var all []journaled
	for n := 1; ; n++ {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return all
		}
		all = append(all, entryOf(t, run, n, line))
		text = rest
	}
}

func entryOf(t *testing.T, run string, n int, line []byte) (e journaled) {
	t.Helper()
	words := bytes.SplitN(line, []byte(" "), 3)
	if len(words) != 3 {
		t.Fatalf("%s: line %d of the journal: %.100q", run, n, line)
	}
	length, err := strconv.ParseUint(string(words[0]), 16, 32)
	sum, wrong := hex.DecodeString(string(words[1]))
	if err != nil || wrong != nil || int(length) != len(words[2]) {
		t.Fatalf("%s: line %d of the journal: %.100q", run, n, line)
	}
	if want := crc32.Checksum(words[2], crc32.MakeTable(crc32.Castagnoli)); fmt.Sprintf("%08x", want) != hex.EncodeToString(sum) {
		t.Fatalf("%s: line %d of the journal has checksum %x, want %08x", run, n, sum, want)
	}
	if err := json.Unmarshal(words[2], &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func identitiesOf(journal []journaled) []string {
	var all []string
	for _, e := range journal {
		all = append(all, fmt.Sprintf("%s %s: %d of %d, %d bytes", e.Identity, e.Trial, e.Result.OK, e.Result.Requests, e.Result.Bytes))
	}
	slices.Sort(all)
	return all
}

// timeless are the columns of the CSV that no clock has a part in.
func timeless(t *testing.T, folder string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(read(t, folder, "out.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := rows[0]
	var all [][]string
	for _, row := range rows {
		var kept []string
		for _, name := range []string{"trial", "point", "repeat", "block", "attempt", "target", "iterations", "concurrency", "discipline", "delay_ms", "requests", "ok", "errors", "error_rate", "bytes", "cut", "ideal_s", "status_200"} {
			kept = append(kept, row[slices.Index(head, name)])
		}
		all = append(all, kept)
	}
	return all
}

// reported is a result in the JSON report.
type reported struct {
	Trial struct {
		Seq, Repeat, Attempt int
		Discarded            bool
		Target               string
		Point                struct{ Number int }
	}
}

// nameOf is the name of a trial.
func nameOf(r reported) string {
	kind, attempt, target := "r", "", ""
	if r.Trial.Discarded {
		kind = "w"
	}
	if r.Trial.Attempt > 0 {
		attempt = "a" + strconv.Itoa(r.Trial.Attempt)
	}
	if r.Trial.Target != "" {
		target = "-" + r.Trial.Target
	}
	return fmt.Sprintf("p%d%s%d%s%s", r.Trial.Point.Number, kind, r.Trial.Repeat, attempt, target)
}

// jsonReport is what the tests read of the JSON report.
type jsonReport struct {
	Interrupted bool
	Notes       []string
	Results     []reported
	Cells       []struct {
		Key                                           string
		Repeats, Planned, Requests, OK, Errors, Bytes int
		Elapsed, Throughput                           struct{ N int }
		Statuses                                      map[string]int
		Latency                                       struct{ Count int }
	}
	Judgement struct {
		Rulings []struct {
			Text, Verdict string
			Cases         []struct {
				Verdict string
				Value   struct {
					N     int
					Value float64
				}
			}
		}
	}
}

func reportOf(t *testing.T, folder string) jsonReport {
	t.Helper()
	var d jsonReport
	if err := json.Unmarshal(read(t, folder, "out.json"), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// cellsOf is what was judged, as far as no clock has a part in it.
func cellsOf(t *testing.T, folder string) jsonReport {
	t.Helper()
	d := reportOf(t, folder)
	d.Notes, d.Results = nil, nil
	return d
}
