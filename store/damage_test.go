package store_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"runexp/runner"
	"runexp/store"
)

// lastLine is where the last line of a journal begins.
func lastLine(journal []byte) int {
	return bytes.LastIndexByte(journal[:len(journal)-1], '\n') + 1
}

// The file is cut at every byte of its last line: what is left of the line is noticed,
// told and kept aside, and the run is resumed. All bytes are tried on the reader; the
// whole way is gone for some of them.
func TestJournalCutAnywhere(t *testing.T) {
	plan := planned(t, small)
	dir := whole(t, plan)
	journal := bytesOf(t, dir, "trials.ndjson")
	last := lastLine(journal)
	for cut := last; cut < len(journal); cut += thin {
		entries, notes, end, err := store.ReadJournal(bytes.NewReader(journal[:cut]))
		if err != nil || len(entries) != 3 || end != int64(last) {
			t.Fatalf("cut at %d: %d entries up to %d, %v", cut, len(entries), end, err)
		}
		if told(notes, "incomplete") != (cut > last) {
			t.Errorf("cut at %d: notes %q", cut, notes)
		}
		if near := cut-last < 40 || len(journal)-cut < 5 || cut%61 == 0; near {
			put(t, dir, "trials.ndjson", journal[:cut])
			resumed(t, dir, plan, 1)
			if cut > last && !bytes.Equal(bytesOf(t, dir, "trials.torn-1"), journal[last:cut]) {
				t.Errorf("cut at %d: the tail is not kept aside", cut)
			}
			_ = os.Remove(filepath.Join(dir, "trials.torn-1"))
		}
	}
}

// Every byte of a line is flipped in turn, in the last line and in one before: noticed,
// told, and resumed.
func TestJournalWithAnyByteFlipped(t *testing.T) {
	plan := planned(t, small)
	dir := whole(t, plan)
	journal := bytesOf(t, dir, "trials.ndjson")
	last := lastLine(journal)
	middle := bytes.IndexByte(journal, '\n') + 1
	end := middle + bytes.IndexByte(journal[middle:], '\n') + 1
	for _, part := range []struct{ from, to int }{{last, len(journal)}, {middle, end}} {
		for at := part.from; at < part.to; at += thin {
			for _, flip := range []byte{1 << (at % 8), journal[at] ^ '\n'} {
				if flip == 0 {
					continue
				}
				bad := bytes.Clone(journal)
				bad[at] ^= flip
				entries, notes, _, err := store.ReadJournal(bytes.NewReader(bad))
				lost := 1
				if at == end-1 {
					lost = 0 // only its end is damaged
				}
				if err != nil || len(entries) != 4-lost || len(notes) == 0 {
					t.Fatalf("byte %d flipped by %#x: %d entries, notes %q, %v", at, flip, len(entries), notes, err)
				}
				if at-part.from < 30 || part.to-at < 5 || at%97 == 0 {
					put(t, dir, "trials.ndjson", bad)
					resumed(t, dir, plan, lost)
				}
			}
		}
	}
}

// resumed takes a damaged run up, and checks that so many trials are measured again.
func resumed(tb testing.TB, dir string, plan *runner.Plan, lost int) {
	tb.Helper()
	run, err := store.ResumeOn(newFaulty(0, false), dir, session())
	if err != nil {
		tb.Fatal(err)
	}
	x := new(fake)
	if _, err := measure(tb, run, plan, x); err != nil {
		tb.Fatal(err)
	}
	_ = run.Close()
	if len(x.ran) != lost {
		tb.Errorf("%d trials were measured again, want %d", len(x.ran), lost)
	}
	sameAsUndisturbed(tb, dir, plan)
}

// Whatever bytes are in the middle, the lines around it are kept, and what was lost is
// told with its line.
func TestDamageInTheMiddleLosesOnlyItself(t *testing.T) {
	plan := planned(t, small)
	lines := bytes.SplitAfter(bytesOf(t, whole(t, plan), "trials.ndjson"), []byte("\n"))[:4]
	for name, c := range map[string]struct {
		journal [][]byte
		entries int
		note    string
	}{
		"garbage between":         {[][]byte{lines[0], []byte("garbage\n"), lines[1], lines[2], lines[3]}, 4, "line 2 is damaged"},
		"many garbage lines":      {[][]byte{lines[0], bytes.Repeat([]byte("x\n"), 1000), lines[1]}, 2, "2000 bytes are lost"},
		"an empty line":           {[][]byte{lines[0], []byte("\n"), lines[1]}, 2, "line 2 is damaged"},
		"a lost part of a line":   {[][]byte{lines[0], lines[1][:50], lines[2], lines[3]}, 2, "line 2 is damaged"},
		"a length far too large":  {[][]byte{lines[0], append([]byte("03ffffff"), lines[1][8:]...), lines[2]}, 2, "shorter than it says"},
		"a length above all":      {[][]byte{lines[0], append([]byte("ffffffff"), lines[1][8:]...), lines[2]}, 2, "length and checksum"},
		"capital digits":          {[][]byte{lines[0], bytes.ToUpper(lines[1][:18]), lines[1][18:], lines[2]}, 2, "length and checksum"},
		"a line twice":            {[][]byte{lines[0], lines[1], lines[0]}, 2, "measured twice"},
		"no line end in between":  {[][]byte{lines[0][:len(lines[0])-1], []byte("x"), lines[1]}, 2, "its trial is kept"},
		"zeros at the end":        {[][]byte{lines[0], make([]byte, 5000)}, 1, "5000 bytes at its end"},
		"JSON that is none":       {[][]byte{lines[0], framed("{"), lines[1]}, 2, "can't be read"},
		"another JSON":            {[][]byte{framed(`{"identity":"x"}`), lines[1]}, 1, "no identity"},
		"JSON of the wrong type":  {[][]byte{framed(`[1]`), lines[1]}, 1, "can't be read"},
		"no latencies":            {[][]byte{framed(`{"identity":"` + strings.Repeat("0", 32) + `","result":{"ok":1,"requests":1}}`)}, 0, "without latencies"},
		"requests below no bound": {[][]byte{framed(`{"identity":"` + strings.Repeat("0", 32) + `","result":{"ok":-1}}`)}, 0, "add up"},
		"requests that overflow":  {[][]byte{framed(`{"identity":"` + strings.Repeat("0", 32) + `","result":{"ok":9223372036854775807,"errors":9223372036854775807,"requests":-2}}`)}, 0, "add up"},
		"a session before all":    {[][]byte{framed(`{"identity":"` + strings.Repeat("0", 32) + `","session":-1,"result":{}}`)}, 0, "negative"},
	} {
		t.Run(name, func(t *testing.T) {
			entries, notes, _, err := store.ReadJournal(bytes.NewReader(bytes.Join(c.journal, nil)))
			if err != nil || len(entries) != c.entries || !told(notes, c.note) {
				t.Errorf("%d entries, want %d; notes %q, want one with %q; %v", len(entries), c.entries, notes, c.note, err)
			}
		})
	}
}

// Notes on damage are bounded.
func TestManyNotesAreCounted(t *testing.T) {
	line := bytes.SplitAfter(bytesOf(t, whole(t, planned(t, small)), "trials.ndjson"), []byte("\n"))[0]
	_, notes, _, err := store.ReadJournal(bytes.NewReader(bytes.Repeat(append([]byte("x\n"), line...), 100)))
	if err != nil || len(notes) != 21 || !told(notes, "179 more") {
		t.Errorf("%d notes, the last one %q, %v", len(notes), notes[len(notes)-1], err)
	}
}

// Runs with files that are missing, cut, exchanged or turned into something else: each
// is an error or a note, never a crash, and a list tells of it.
func TestBrokenFoldersAreTold(t *testing.T) {
	plan := planned(t, small)
	for name, c := range map[string]struct {
		breaks func(tb testing.TB, dir string)
		err    string // of Load; empty where it is read
		list   string // of List; "" for none
	}{
		"no manifest":            {remove("manifest.json"), "is no run", "is no run"},
		"an empty manifest":      {replaced("manifest.json", ""), "unexpected end", "unexpected end"},
		"another manifest":       {replaced("manifest.json", `{"schema":"runexp/run/v9"}`), `"runexp/run/v9" is not`, "is not"},
		"a huge manifest":        {grown("manifest.json", 5<<20), "at most", "at most"},
		"no plan":                {remove("plan.json"), "plan.json", ""},
		"a plan that is none":    {replaced("plan.json", `{"schema":"runexp/plan/v1","trials":[{"point":7}]}`), "not there", ""},
		"a plan of other form":   {replaced("plan.json", `{}`), "schema", ""},
		"no experiment":          {remove("experiment.yaml"), "experiment.yaml", ""},
		"a huge experiment":      {grown("experiment.yaml", 3<<20), "at most", ""},
		"no journal":             {remove("trials.ndjson"), "", ""},
		"an empty journal":       {replaced("trials.ndjson", ""), "", ""},
		"a journal of zeros":     {replaced("trials.ndjson", strings.Repeat("\x00", 5000)), "", ""},
		"a journal as a folder":  {asFolder("trials.ndjson"), "no regular file", "no regular file"},
		"a manifest as a folder": {asFolder("manifest.json"), "no regular file", "no regular file"},
		"a linked journal":       {linked("trials.ndjson"), "symbolic link", "symbolic link"},
		"a linked manifest":      {linked("manifest.json"), "symbolic link", "symbolic link"},
		"a linked plan":          {linked("plan.json"), "symbolic link", ""},
		"a linked folder":        {linkedFolder, "symbolic link", "symbolic link"},
		"no lock":                {remove("lock"), "", ""},
		"no result":              {remove("result.json"), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := whole(t, plan)
			c.breaks(t, dir)
			home := store.Home{Path: filepath.Dir(filepath.Dir(dir))}
			_, err := store.Load(dir)
			if c.err == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("load: %v, want %q", err, c.err)
			}
			runs, faults := home.List()
			if len(runs)+len(faults) != 1 {
				t.Errorf("the list has %d runs and %d faults", len(runs), len(faults))
			}
			if c.list != "" && (len(faults) != 1 || !strings.Contains(faults[0].Error(), c.list)) {
				t.Errorf("list: %v, want %q", faults, c.list)
			}
			run, again := store.Resume(dir, session())
			if (again == nil) != (err == nil) && !strings.Contains(c.err, "experiment") && !strings.Contains(name, "experiment") {
				t.Errorf("resume: %v, load: %v", again, err)
			}
			if again == nil {
				if _, err := measure(t, run, plan, new(fake)); err != nil {
					t.Fatal(err)
				}
				_ = run.Close()
				if err == nil {
					sameAsUndisturbed(t, dir, plan)
				}
			}
		})
	}
}

func remove(name string) func(testing.TB, string) {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			tb.Fatal(err)
		}
	}
}

func replaced(name, text string) func(testing.TB, string) {
	return func(tb testing.TB, dir string) { tb.Helper(); put(tb, dir, name, []byte(text)) }
}

func grown(name string, size int64) func(testing.TB, string) {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		if err := os.Truncate(filepath.Join(dir, name), size); err != nil {
			tb.Fatal(err)
		}
	}
}

func asFolder(name string) func(testing.TB, string) {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		remove(name)(tb, dir)
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			tb.Fatal(err)
		}
	}
}

// linked puts a link in the place of a file, to the same file elsewhere.
func linked(name string) func(testing.TB, string) {
	return func(tb testing.TB, dir string) {
		tb.Helper()
		path := filepath.Join(dir, name)
		if err := os.Rename(path, filepath.Join(dir, "moved")); err != nil {
			tb.Fatal(err)
		}
		if err := os.Symlink("moved", path); err != nil {
			tb.Skip(err)
		}
	}
}

func linkedFolder(tb testing.TB, dir string) {
	tb.Helper()
	elsewhere := filepath.Join(filepath.Dir(filepath.Dir(dir)), "elsewhere")
	if err := os.Rename(dir, elsewhere); err != nil {
		tb.Fatal(err)
	}
	if err := os.Symlink(elsewhere, dir); err != nil {
		tb.Skip(err)
	}
}

// A link in the place of the lock, of a draft or of the samples leads nobody out.
func TestLinksAreNotWrittenThrough(t *testing.T) {
	plan := planned(t, small)
	for _, name := range []string{"lock", "trials.ndjson", "samples", "result.json.tmp", "manifest.json.tmp"} {
		t.Run(name, func(t *testing.T) {
			run := begun(t, plan)
			_ = run.Close()
			victim := filepath.Join(t.TempDir(), "victim")
			put(t, filepath.Dir(victim), "victim", []byte("mine"))
			_ = os.Remove(filepath.Join(run.Dir(), name))
			if err := os.Symlink(victim, filepath.Join(run.Dir(), name)); err != nil {
				t.Skip(err)
			}
			again, err := store.Resume(run.Dir(), session())
			if err == nil {
				if s, err := again.Samples(&plan.Trials[0]); err == nil {
					_, _, _ = s.Close()
				} else if name != "samples" {
					t.Error(err)
				}
				_, _ = measure(t, again, plan, new(fake))
				_ = again.Close()
			}
			if got := bytesOf(t, filepath.Dir(victim), "victim"); string(got) != "mine" {
				t.Errorf("the file behind the link holds %.40q", got)
			}
		})
	}
}

// What counts is the same whatever a journal was split into.
func TestEntriesDoNotDependOnBuffers(t *testing.T) {
	journal := bytesOf(t, whole(t, planned(t, rich)), "trials.ndjson")
	want, _, _, err := store.ReadJournal(bytes.NewReader(journal))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 7, 4096} {
		got, notes, _, err := store.ReadJournal(&pieces{journal, n})
		if err != nil || len(notes) > 0 || !maps.Equal(texts(t, got), texts(t, want)) {
			t.Errorf("in pieces of %d bytes: %d entries, %q, %v", n, len(got), notes, err)
		}
	}
}

// A tail that is longer than the lines that follow leaves nothing behind them.
func TestLongTornTailIsCutOff(t *testing.T) {
	plan := planned(t, small)
	dir := whole(t, plan)
	journal := bytesOf(t, dir, "trials.ndjson")
	tail := bytes.Repeat([]byte{0}, 50_000)
	put(t, dir, "trials.ndjson", append(bytes.Clone(journal[:lastLine(journal)]), tail...))
	resumed(t, dir, plan, 1)
	if notes := load(t, dir).Notes; len(notes) > 0 {
		t.Errorf("after it was resumed: %q", notes)
	}
	if !bytes.Equal(bytesOf(t, dir, "trials.torn-1"), tail) {
		t.Error("the tail is not kept aside")
	}
}
