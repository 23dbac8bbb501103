package origin_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/origin"
)

// read reads the statistics from an answer.
func read(t *testing.T, g got) origin.Stats {
	t.Helper()
	if g.status != 200 || g.header.Get("Content-Type") != "application/json" || g.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("got %d, %v", g.status, g.header)
	}
	stats, err := origin.ReadStats(strings.NewReader(g.body))
	if err != nil {
		t.Errorf("%v in %.300s", err, g.body)
	}
	return stats
}

func TestStatsCountWhatCame(t *testing.T) {
	const ms = time.Millisecond
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { s.get("/add?name=a&delay=100") })
		}
		time.Sleep(40 * ms)
		all.Go(func() { s.get("/add?name=a&delay=20&status=500") })
		synctest.Wait()
		if got := s.tally("a"); got.InFlight != 4 || got.Peak != 4 || got.Requests != 4 {
			t.Errorf("while they wait: %+v", got)
		}
		all.Wait()
		s.get("/add?name=a&delay=x")
		s.get("/add?name=b&delay=1")
		s.get("/add")

		want := origin.Stats{
			Started:  time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), // a bubble's first moment
			Requests: 7,
			Unnamed:  1,
			Names: map[string]origin.Tally{
				"a": {
					Requests: 5, Peak: 4, Status: map[int]int64{200: 3, 400: 1, 500: 1},
					Records: []origin.Record{{Start: 40 * ms, End: 60 * ms}, {End: 100 * ms}, {End: 100 * ms}, {End: 100 * ms}},
				},
				"b": {
					Requests: 1, Peak: 1, Status: map[int]int64{200: 1},
					Records: []origin.Record{{Start: 100 * ms, End: 101 * ms}},
				},
			},
		}
		if diff := cmp.Diff(want, s.origin.Stats()); diff != "" {
			t.Errorf("from the server itself (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, read(t, s.get("/stats"))); diff != "" {
			t.Errorf("from /stats (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, read(t, s.get("/stats?records=1"))); diff != "" {
			t.Errorf("from /stats?records=1 (-want +got):\n%s", diff)
		}
		for name, tally := range want.Names {
			tally.Records = nil
			want.Names[name] = tally
		}
		if diff := cmp.Diff(want, read(t, s.get("/stats?records=0"))); diff != "" {
			t.Errorf("from /stats?records=0 (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want.Names["a"], s.tally("a")); diff != "" {
			t.Errorf("from Tally (-want +got):\n%s", diff)
		}
		delete(want.Names, "a")
		if diff := cmp.Diff(want, read(t, s.get("/stats?records=0&name=b"))); diff != "" {
			t.Errorf("from /stats?records=0&name=b (-want +got):\n%s", diff)
		}
		if _, ok := s.origin.Tally("c"); ok {
			t.Error("the origin knows a name that never came")
		}
	})
}

func TestStatsOfAServerThatSawNothing(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		g := s.get("/stats")
		if want := `{"started":"2000-01-01T00:00:00Z","requests":0,"unnamed":0,"dropped":0,"names":{}}` + "\n"; g.body != want {
			t.Errorf("got  %swant %s", g.body, want)
		}
		if diff := cmp.Diff(s.origin.Stats(), read(t, g)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestHostileNamesAreEscaped(t *testing.T) {
	names := []string{"<script>alert(1)</script>", `"},"x":{"`, "\x00\x1b[31m\r\n", "\u2028é名", `\`, "a b&c=d+e%", "}}"}
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		for _, name := range names {
			s.get("/add?delay=0&name=" + url.QueryEscape(name))
			one := read(t, s.get("/stats?name="+url.QueryEscape(name)))
			if one.Names[name].Requests != 1 || len(one.Names) != 1 {
				t.Errorf("%q: got %v", name, one.Names)
			}
		}
		g := s.get("/stats")
		if !json.Valid([]byte(g.body)) || strings.ContainsAny(g.body, "<>\x00\x1b\r") {
			t.Errorf("not escaped: %q", g.body)
		}
		stats := read(t, g)
		for _, name := range names {
			if stats.Names[name].Requests != 1 {
				t.Errorf("%q is not in the statistics", name)
			}
		}
	})
}

func TestStatsAreBounded(t *testing.T) {
	inBubble(t, origin.Options{Names: 3, Records: 7, RecordsPerName: 3}, func(s *site) {
		t := s.t
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			for range 5 {
				if g := s.get("/add?delay=1&name=" + name); g.status != 200 || g.took != time.Millisecond {
					t.Errorf("%s: got %d after %v", name, g.status, g.took)
				}
			}
		}
		if g := s.get("/add?name=d&delay=x"); g.status != 400 {
			t.Errorf("got %d", g.status)
		}
		if g := s.get("/add?name=d&workers=1"); g.status != 503 || !strings.HasPrefix(g.body, "too many names") {
			t.Errorf("got %d %q", g.status, g.body)
		}
		stats := s.origin.Stats()
		checkSum(t, stats)
		if stats.Requests != 27 || stats.Dropped != 12 || len(stats.Names) != 3 {
			t.Errorf("got %d requests, %d dropped, %d names", stats.Requests, stats.Dropped, len(stats.Names))
		}
		for name, records := range map[string]int{"a": 3, "b": 3, "c": 1} {
			tally := stats.Names[name]
			if len(tally.Records) != records || tally.DroppedRecords != int64(5-records) || tally.Requests != 5 {
				t.Errorf("%s: %d records, %d dropped, %d requests", name, len(tally.Records), tally.DroppedRecords, tally.Requests)
			}
		}
		if first := stats.Names["a"].Records[0]; first != (origin.Record{End: time.Millisecond}) {
			t.Errorf("the first records are to be kept: %v", first)
		}
		if diff := cmp.Diff(stats, read(t, s.get("/stats"))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestStatsAreReadByAFewAtATime(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		for i := range 3000 {
			s.get(fmt.Sprintf("/add?delay=0&name=%d-%s", i, strings.Repeat("n", 200)))
		}
		for range 4 { // each fills its window and stays
			c := s.dial()
			defer c.Close()
			fmt.Fprint(c, "GET /stats HTTP/1.1\r\nHost: o\r\n\r\n")
		}
		synctest.Wait()
		if g := s.get("/stats"); g.status != 503 || g.header.Get("Retry-After") != "1" {
			t.Errorf("got %d %.100q", g.status, g.body)
		}
		if g := s.get("/add?name=a&delay=0"); g.status != 503 && g.status != 200 {
			t.Errorf("got %d", g.status)
		}
		time.Sleep(3 * time.Minute) // readers that read nothing are cut
		for range 10 {
			if stats := read(t, s.get("/stats")); len(stats.Names) != 3001 {
				t.Errorf("got %d names", len(stats.Names))
			}
		}
	})
}

func TestReadStatsRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", "unexpected EOF"},
		{"no object", "[]", "object"},
		{"null", "null", "object"},
		{"no JSON", "hello", "invalid character"},
		{"a torn text", `{"requests":5,"names":{"a":{"requ`, "unexpected EOF"},
		{"a text torn between values", `{"requests":5`, "unexpected EOF"},
		{"more behind it", "{}\n{}", "more than one JSON value"},
		{"names that are none", `{"names":[]}`, `"names"`},
		{"a name that is none", `{"names":{"a":7}}`, `"names": "a"`},
		{"a count that is text", `{"requests":"7"}`, `"requests"`},
		{"a negative count", `{"requests":-7}`, "negative"},
		{"a negative count of a name", `{"names":{"a":{"peak_in_flight":-1}}}`, "negative"},
		{"a negative count of a status", `{"names":{"a":{"status":{"200":-1}}}}`, "negative"},
		{"a status that is none", `{"names":{"a":{"status":{"ok":1}}}}`, `"a"`},
		{"a count beyond 64 bits", `{"requests":99999999999999999999}`, `"requests"`},
	}
	for _, test := range tests {
		if _, err := origin.ReadStats(strings.NewReader(test.text)); err == nil ||
			!strings.HasPrefix(err.Error(), "stats of the origin: ") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want it to tell %q", test.name, err, test.want)
		}
	}
	t.Run("a text without an end", func(t *testing.T) {
		for name, test := range map[string]struct {
			head, part, want string
			bounds           origin.Options
		}{
			"of names":       {`{"names":{`, `"%[1]d":{},`, "more than 100 names", origin.Options{Names: 100, Records: 1}},
			"of records":     {`{"names":{`, `"%[1]d":{"records":[{},{}]},`, "or 100 records", origin.Options{Names: 1e6, Records: 100}},
			"of text":        {`{"x":"`, "%[1]d", "longer than 1048576 bytes", origin.Options{}},
			"of white space": {"{", " %[2]s", "longer than 1048576 bytes", origin.Options{}},
			"of depth":       {`{"x":`, "[[[%[2]s", "exceeded max depth", origin.Options{}},
		} {
			if _, err := origin.ReadStatsWithin(&endless{test.head, test.part, 0}, 1<<20, test.bounds); err == nil ||
				!strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: got %v, want it to tell %q", name, err, test.want)
			}
		}
	})
	t.Run("a reader that fails", func(t *testing.T) {
		torn := errors.New("torn")
		_, err := origin.ReadStats(io.MultiReader(strings.NewReader(`{"requests":1,`), failing{torn}))
		if !errors.Is(err, torn) {
			t.Errorf("got %v", err)
		}
	})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// endless is a text of a head and parts without end; a part is a format for its number.
type endless struct {
	text, part string
	made       int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.text == "" {
		e.text = fmt.Sprintf(e.part, e.made, "")
		e.made++
	}
	n := copy(p, e.text)
	e.text = e.text[n:]
	return n, nil
}

func TestReadStatsSkipsKeysItDoesNotKnow(t *testing.T) {
	got, err := origin.ReadStats(strings.NewReader(
		`{"later":{"a":[1,{}]},"names":{"a":{"requests":1,"later":[]}},"requests":2,"also":null}`))
	want := origin.Stats{Requests: 2, Names: map[string]origin.Tally{"a": {Requests: 1}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestReadStatsEndsWithWhiteSpaceOfAnyLength(t *testing.T) {
	for n := range 2000 {
		if _, err := origin.ReadStats(strings.NewReader("{}" + strings.Repeat(" ", n))); err != nil {
			t.Fatalf("%d spaces: %v", n, err)
		}
	}
}

func FuzzReadStats(f *testing.F) {
	f.Add([]byte(`{"started":"2000-01-01T00:00:00Z","requests":3,"unnamed":1,"dropped":1,"names":{"a":{"requests":1,"in_flight":0,` +
		`"peak_in_flight":1,"workers":2,"status":{"200":1},"dropped_records":0,"records":[{"start":1,"end":2}]}}}`))
	f.Add([]byte(`{"names":{"a":{},"a":{}}}`))
	f.Add([]byte(`{"names":{"a":null},"names":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		stats, err := origin.ReadStats(strings.NewReader(string(text)))
		if err != nil {
			return
		}
		if !json.Valid(text) {
			t.Fatalf("%q is no JSON and was read", text)
		}
		again, err := json.Marshal(stats)
		if err != nil {
			t.Skip(err) // a year that JSON cannot write
		}
		back, err := origin.ReadStats(strings.NewReader(string(again)))
		if err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		third, err := json.Marshal(back)
		if err != nil || string(third) != string(again) {
			t.Fatalf("%v: %s\nbecame %s", err, again, third)
		}
	})
}
