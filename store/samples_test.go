package store_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"runexp/crawl"
	"runexp/runner"
	"runexp/store"
)

// fetch is the i-th fetch of a trial.
func fetch(i int64) crawl.Fetch {
	f := crawl.Fetch{
		Index: i, Start: time.Duration(i) * time.Millisecond, Intended: time.Duration(i) * 999 * time.Microsecond,
		End: time.Duration(i)*time.Millisecond + 7, Status: 200, Bytes: i * 3,
	}
	if i%5 == 4 {
		f.Class, f.Status = crawl.Timeout, 0
	}
	return f
}

func sample(i int64) runner.Sample {
	f := fetch(i)
	return runner.Sample{
		Index: i, Start: f.Start, Intended: f.Intended, Latency: f.Latency(), Status: int(f.Status), Class: f.Class.String(), Bytes: f.Bytes,
	}
}

// record records n fetches from so many goroutines.
func record(s *store.Samples, n, slots int) {
	var all sync.WaitGroup
	for slot := range slots {
		all.Go(func() {
			for i := slot; i < n; i += slots {
				s.Record(fetch(int64(i)))
			}
		})
	}
	all.Wait()
}

// rows reads all samples of a trial, by index.
func rows(tb testing.TB, dir string, t *runner.Trial) []runner.Sample {
	tb.Helper()
	var all []runner.Sample
	for s, err := range load(tb, dir).ReadSamples(t) {
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b runner.Sample) int { return cmp.Compare(a.Index, b.Index) })
	return all
}

func TestSamplesComeBackAsTheyWere(t *testing.T) {
	plan := planned(t, small)
	run := begun(t, plan)
	for i, n := range []int{0, 1, 511, 20_000} {
		s, err := run.Samples(&plan.Trials[i])
		if err != nil {
			t.Fatal(err)
		}
		record(s, n, 8)
		kept, dropped, err := s.Close()
		if err != nil || kept+dropped != int64(n) {
			t.Fatalf("%d kept, %d dropped of %d, %v", kept, dropped, n, err)
		}
		got := rows(t, run.Dir(), &plan.Trials[i])
		if int64(len(got)) != kept {
			t.Errorf("%d of %d rows come back", len(got), kept)
		}
		for k := range got {
			if want := sample(got[k].Index); got[k] != want {
				t.Fatalf("row %d is %+v, want %+v", k, got[k], want)
			}
		}
	}
	_ = run.Close()
	renumbered := plan.Trials[1] // with levels added before it
	renumbered.Seq, renumbered.Point.Number = 9, 12
	if got := rows(t, run.Dir(), &renumbered); !gocmp.Equal(got, []runner.Sample{sample(0)}) {
		t.Errorf("after it has another number: %+v", got)
	}
	other := plan.Trials[0]
	other.Repeat = 77
	if got := rows(t, run.Dir(), &other); got != nil {
		t.Errorf("a trial without samples has %d", len(got))
	}
	if names, err := filepath.Glob(filepath.Join(run.Dir(), "samples", "*.tmp")); err != nil || len(names) > 0 {
		t.Errorf("drafts are left: %q, %v", names, err)
	}
}

// stuck is a disk on which writing waits.
type stuck struct {
	*faulty

	gate chan struct{}
}

func (d *stuck) Write(f *os.File, b []byte) (int, error) {
	if strings.Contains(f.Name(), "samples") {
		<-d.gate
	}
	return d.faulty.Write(f, b)
}

// A disk that does not keep up costs rows, which are counted, and holds no slot up.
func TestSlowDiskDropsRowsAndWaitsForNothing(t *testing.T) {
	plan := planned(t, small)
	d := &stuck{newFaulty(0, false), make(chan struct{})}
	run, err := store.Home{Path: t.TempDir()}.On(d).Create(manifest(plan), nil, plan, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.Samples(&plan.Trials[0])
	if err != nil {
		t.Fatal(err)
	}
	const n = 2_000_000
	record(s, n, 4) // ends though nothing is written
	close(d.gate)
	kept, dropped, err := s.Close()
	if err != nil || kept+dropped != n || dropped == 0 || kept < 30_000 {
		t.Errorf("%d kept, %d dropped, %v", kept, dropped, err)
	}
	_ = run.Close()
	if got := rows(t, run.Dir(), &plan.Trials[0]); int64(len(got)) != kept {
		t.Errorf("%d rows come back, %d were kept", len(got), kept)
	}
}

func TestSamplesThatCannotBeWrittenAreToldAndGone(t *testing.T) {
	plan := planned(t, small)
	for n := 1; ; n++ {
		run := begun(t, plan)
		_ = run.Close()
		d := newFaulty(n, false)
		run, err := store.ResumeOn(d, run.Dir(), session())
		if err != nil {
			t.Fatal(err)
		}
		s, err := run.Samples(&plan.Trials[0])
		var kept, dropped int64
		if err == nil {
			record(s, 5000, 2)
			if kept, dropped, err = s.Close(); err != nil && (kept != 0 || dropped != 5000) {
				t.Errorf("operation %d: %d kept, %d dropped", n, kept, dropped)
			}
		}
		_ = run.Close()
		if (err != nil) != d.failed {
			t.Errorf("operation %d: failed %v, error %v", n, d.failed, err)
		}
		if !d.failed {
			break
		}
		for _, err := range load(t, run.Dir()).ReadSamples(&plan.Trials[0]) {
			if err != nil {
				t.Errorf("operation %d leaves samples that can't be read: %v", n, err)
			}
		}
	}
}

func TestRecordingAllocatesNothing(t *testing.T) {
	plan := planned(t, small)
	run := begun(t, plan)
	defer func() { _ = run.Close() }()
	s, err := run.Samples(&plan.Trials[0])
	if err != nil {
		t.Fatal(err)
	}
	i := int64(0)
	if got := testing.AllocsPerRun(200, func() { s.Record(fetch(i)); i++ }); got != 0 {
		t.Errorf("%v allocations a row", got)
	}
	if _, _, err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// zipped is a text, compressed.
func zipped(tb testing.TB, text string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		tb.Fatal(err)
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestSamplesFromElsewhereAreBounded(t *testing.T) {
	good := "0,0,0,5,200,ok,7\n"
	for name, c := range map[string]struct {
		text string
		rows int
		err  string
	}{
		"good":               {store.SamplesHeader + good + good, 2, ""},
		"none":               {store.SamplesHeader, 0, ""},
		"nothing":            {"", 0, "line 1: unexpected EOF"},
		"no header":          {good, 0, "no samples"},
		"a bomb":             {store.SamplesHeader + strings.Repeat("0", 50<<20), 0, "line 2: the line is longer"},
		"a bomb for header":  {strings.Repeat("a", 50<<20), 0, "line 1: the line is longer"},
		"a cut line":         {store.SamplesHeader + good + "1,2", 1, "line 3: unexpected EOF"},
		"too few columns":    {store.SamplesHeader + good + "1,2,3\n", 1, "line 3: no row"},
		"too many columns":   {store.SamplesHeader + "0,0,0,5,200,ok,7,1\n", 0, "no row"},
		"no number":          {store.SamplesHeader + "a,0,0,5,200,ok,7\n", 0, "no row"},
		"no whole number":    {store.SamplesHeader + "0,1.5,0,5,200,ok,7\n", 0, "no row"},
		"a negative number":  {store.SamplesHeader + "0,-1,0,5,200,ok,7\n", 0, "no row"},
		"a number too large": {store.SamplesHeader + "0,99999999999999999999,0,5,200,ok,7\n", 0, "no row"},
		"an overflow":        {store.SamplesHeader + "0,9223372036854775807,0,5,200,ok,7\n", 0, "no row"},
		"a strange status":   {store.SamplesHeader + "0,0,0,5,2000,ok,7\n", 0, "no row"},
		"a strange class":    {store.SamplesHeader + "0,0,0,5,200,<b>,7\n", 0, "no row"},
		"an empty line":      {store.SamplesHeader + "\n", 0, "no row"},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			var err error
			for _, e := range store.ReadRows(bytes.NewReader(zipped(t, c.text))) {
				if err = e; err == nil {
					n++
				}
			}
			if n != c.rows || c.err == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("%d rows, %v, want %d and %q", n, err, c.rows, c.err)
			}
		})
	}
	whole := zipped(t, store.SamplesHeader+good)
	for cut := range whole {
		failed := false
		for _, err := range store.ReadRows(bytes.NewReader(whole[:cut])) {
			failed = err != nil
		}
		if !failed {
			t.Errorf("a file cut at %d of %d bytes is whole", cut, len(whole))
		}
	}
}
