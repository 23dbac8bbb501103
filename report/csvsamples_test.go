package report_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/report"
	"runexp/runner"
)

// samplesOf makes up some single requests of each trial that has a result: a few
// that are ok, then one of each class of failure.
func samplesOf(d *report.Data) func(*runner.Trial) iter.Seq2[runner.Sample, error] {
	return func(t *runner.Trial) iter.Seq2[runner.Sample, error] {
		return func(yield func(runner.Sample, error) bool) {
			i := slices.IndexFunc(d.Results, func(r runner.Result) bool { return r.Trial.Name() == t.Name() })
			if i < 0 {
				return
			}
			r := &d.Results[i]
			for _, s := range madeSamples(r) {
				if !yield(s, nil) {
					return
				}
			}
		}
	}
}

func madeSamples(r *runner.Result) []runner.Sample {
	var samples []runner.Sample
	for k := range min(r.OK, 3) {
		at := time.Duration(k)*1_500_000 + 42
		s := runner.Sample{Index: k, Start: at, Intended: at, Latency: r.Latency.Quantile(0.5) + time.Duration(k), Status: 200, Class: "ok", Bytes: 42}
		if r.Trial.Spec.Load.Open() {
			s.Start += 7
		}
		samples = append(samples, s)
	}
	for _, class := range sorted(keysOf(r.Classes)) {
		s := runner.Sample{Index: int64(len(samples)), Start: 1, Intended: 1, Latency: time.Millisecond, Class: class}
		if class == "status" {
			s.Status = 503
		}
		samples = append(samples, s)
	}
	return samples
}

func keysOf(m map[string]int64) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

// only gives every trial the same samples.
func only(samples ...runner.Sample) func(*runner.Trial) iter.Seq2[runner.Sample, error] {
	return func(*runner.Trial) iter.Seq2[runner.Sample, error] {
		return func(yield func(runner.Sample, error) bool) {
			for _, s := range samples {
				if !yield(s, nil) {
					return
				}
			}
		}
	}
}

// written is what a format makes of d.
func written(tb testing.TB, format string, d *report.Data) string {
	tb.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, d, report.Layout{}); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func TestSamplesLookAsTheyDid(t *testing.T) {
	for _, name := range []string{"seed", "trouble", "both-loops"} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".csv-samples", []byte(written(t, "csv-samples", sceneNamed(name).data())))
		})
	}
}

// Whatever was kept is read back as it was, to the nanosecond, in its order.
func TestSamplesReadBackAsTheyWere(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		want := make([]runner.Sample, 1+random.IntN(20))
		for i := range want {
			span := func() time.Duration {
				return time.Duration(random.Int64N(int64(math.Pow(10, float64(1+random.IntN(18))))))
			}
			want[i] = runner.Sample{
				Index: random.Int64(), Start: span(), Intended: span(), Latency: span(), Status: random.IntN(2) * (100 + random.IntN(500)),
				Class: []string{"ok", "reset", "status"}[random.IntN(3)], Bytes: random.Int64(),
			}
		}
		d := sceneNamed("seed").data()
		d.Samples = only(want...)
		if diff := cmp.Diff(want, readSamples(t, written(t, "csv-samples", d))); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
}

// readSamples is a reader of the format that knows only its description.
func readSamples(tb testing.TB, text string) []runner.Sample {
	tb.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	if got := strings.Join(rows[0], " "); got != "experiment trial point repeat target index start_s intended_s latency_ms status class bytes" {
		tb.Fatalf("the columns are %s", got)
	}
	var samples []runner.Sample
	for _, row := range rows[1:] {
		whole := func(i int) int64 {
			n, err := strconv.ParseInt(row[i], 10, 64)
			if err != nil {
				tb.Fatal(err)
			}
			return n
		}
		span := func(i int, unit string) time.Duration {
			d, err := time.ParseDuration(row[i] + unit)
			if err != nil {
				tb.Fatal(err)
			}
			return d
		}
		s := runner.Sample{Index: whole(5), Start: span(6, "s"), Intended: span(7, "s"), Latency: span(8, "ms"), Class: row[10], Bytes: whole(11)}
		if row[9] != "" {
			s.Status = int(whole(9))
		}
		samples = append(samples, s)
	}
	return samples
}

func TestWithoutSamplesAnErrorSaysHowToKeepThem(t *testing.T) {
	d := sceneNamed("seed").data()
	for name, none := range map[string]func(*runner.Trial) iter.Seq2[runner.Sample, error]{"no samples at all": nil, "none of any trial": only()} {
		d.Samples = none
		var b bytes.Buffer
		err := report.CSVSamples(&b, d)
		if err == nil || !strings.Contains(err.Error(), "samples: all") || !strings.Contains(err.Error(), "--keep-samples") || b.Len() > 0 {
			t.Errorf("%s: %v, and %q is written", name, err, b.String())
		}
	}
	d.Results = nil
	if got := written(t, "csv-samples", d); strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "experiment,trial,") {
		t.Errorf("of no trials there is %q", got)
	}
}

func TestSamplesThatCannotBeReadAreAnError(t *testing.T) {
	d := sceneNamed("book-sweep").data()
	errTorn := errors.New("unexpected end")
	d.Samples = func(trial *runner.Trial) iter.Seq2[runner.Sample, error] {
		return func(yield func(runner.Sample, error) bool) {
			if yield(runner.Sample{Class: "ok"}, nil) && trial.Point.Number == 2 {
				yield(runner.Sample{}, errTorn)
			}
		}
	}
	if err := report.CSVSamples(io.Discard, d); !errors.Is(err, errTorn) || !strings.Contains(err.Error(), "p2r1") {
		t.Errorf("got %v", err)
	}
}

func TestSamplesHaveTheTrialsOfTheTidyCSV(t *testing.T) {
	d := sceneNamed("pr-gate").data() // it has a trial that warms up, and one that was run again
	var got, want []string
	d.Samples = func(trial *runner.Trial) iter.Seq2[runner.Sample, error] {
		got = append(got, trial.Name())
		return only(runner.Sample{Class: "ok"})(trial)
	}
	text := written(t, "csv-samples", d)
	_, rows, _ := readCSV(t, d)
	for _, row := range rows {
		want = append(want, row["trial"])
	}
	if diff := cmp.Diff(want, got); diff != "" || strings.Count(text, "\n") != 121 || !strings.Contains(text, "pr-gate,p1r1a1-head,1,1,head,0,0,0,0,,ok,0\n") {
		t.Errorf("-want +got:\n%s\n%.600s", diff, text)
	}
}

// manySamples is a reader of samples that counts those it has handed out.
type manySamples struct{ out, most int64 }

func (e *manySamples) samples(*runner.Trial) iter.Seq2[runner.Sample, error] {
	return func(yield func(runner.Sample, error) bool) {
		for e.out < e.most {
			e.out++
			if !yield(runner.Sample{Index: e.out, Start: 123456789, Latency: 123456, Status: 200, Class: "ok", Bytes: 42}, nil) {
				return
			}
		}
	}
}

// A disk that is full ends the reading soon: rows are written as they are read.
func TestSamplesAreWrittenAsTheyAreRead(t *testing.T) {
	e := &manySamples{most: 1_000_000}
	d := sceneNamed("seed").data()
	d.Samples = e.samples
	if err := report.CSVSamples(&broken{20_000}, d); !errors.Is(err, errFull) || e.out > 1000 {
		t.Errorf("%v after %d samples", err, e.out)
	}
}

func TestTextsOfSamplesAreSafeForSpreadsheets(t *testing.T) {
	d := sceneNamed("seed").data()
	d.Plan.Name, d.Results[0].Trial.Target = "=1+1", "@x\x1b\n"
	d.Samples = only(runner.Sample{Class: `-cmd|"a,b"`})
	text := written(t, "csv-samples", d)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 2 || strings.Count(text, "\n") != 2 {
		t.Fatalf("%v in %q", err, text)
	}
	if got := []string{rows[1][0], rows[1][1], rows[1][4], rows[1][10]}; !slices.Equal(got, []string{"'=1+1", `p1r1-@x\x1b\n`, `'@x\x1b\n`, `'-cmd|"a,b"`}) {
		t.Errorf("got %q", got)
	}
	checkVisible(t, "csv-samples", text)
}

// FuzzCSVSamples: whatever a text and a number are, the rows read back.
func FuzzCSVSamples(f *testing.F) {
	f.Add("ok", "seed", int64(0), int64(1), int64(-1), 200)
	f.Add("=1", "a\nb", int64(math.MaxInt64), int64(math.MinInt64), int64(999_999_999), 0)
	f.Add("\xff\x1b,\"", "", int64(1_000_000_000), int64(100_000), int64(1_000_001), -7)
	f.Fuzz(func(t *testing.T, class, name string, start, latency, index int64, status int) {
		d := sceneNamed("seed").data()
		d.Plan.Name = name
		want := runner.Sample{Index: index, Start: time.Duration(start), Intended: time.Duration(latency), Latency: time.Duration(latency), Status: status, Class: class}
		d.Samples = only(want)
		text := written(t, "csv-samples", d)
		checkVisible(t, "csv-samples", strings.ReplaceAll(text, "\u3000", " "))
		got := readSamples(t, text)
		if len(got) != 1 {
			t.Fatalf("%d rows in %q", len(got), text)
		}
		if isPlain(class) && strings.TrimPrefix(got[0].Class, "'") == strings.TrimPrefix(class, "'") {
			got[0].Class = class
		}
		if got[0].Class != class && isPlain(class) {
			t.Errorf("class %q became %q", class, got[0].Class)
		}
		got[0].Class = class
		if got[0] != want {
			t.Errorf("got %+v, want %+v", got[0], want)
		}
	})
}
