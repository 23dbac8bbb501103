package store_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"runexp/store"
)

// Whatever a journal holds, reading it ends, no entry is there twice, what is written
// again comes back, and what is torn lies at the end.
func FuzzJournal(f *testing.F) {
	full := bytesOf(f, whole(f, planned(f, small)), "trials.ndjson")
	f.Add(full[:bytes.IndexByte(full, '\n')+1])
	// Results without histograms, which have a fuzz test of their own, are read fast.
	id := `{"identity":"0000000000000000000000000000000`
	a, b := framed(id+`1","at_ns":5,"result":{}}`), framed(id+`2","session":1,"at_ns":7,"result":{"errors":1,"requests":1,"trial":{"seq":2}}}`)
	f.Add(append(bytes.Clone(a), b...))
	f.Add(append(bytes.Clone(b), a[:30]...))
	f.Add(bytes.Repeat(b, 3))
	f.Add(append(append(bytes.Clone(a[:len(a)-1]), 'x'), b...))
	f.Add(framed(`{"identity":"00000000000000000000000000000000","result":{"latency":{},"failed":{}}}`))
	f.Add([]byte("00000002 00000000 {}\n\n03ffffff 00000000 {"))
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, _, end, err := store.ReadJournal(bytes.NewReader(text))
		if err != nil || end < 0 || end > int64(len(text)) {
			t.Fatalf("up to %d of %d bytes, %v", end, len(text), err)
		}
		if end > 0 && end < int64(len(text)) && bytes.IndexByte(text[end:], '\n') >= 0 {
			t.Errorf("a tail of more than a line at %d", end)
		}
		var again []byte
		for i := range entries {
			line, err := store.Line(&entries[i])
			if err != nil {
				t.Fatal(err)
			}
			again = append(again, line...)
		}
		back, notes, end, err := store.ReadJournal(bytes.NewReader(again))
		if err != nil || len(notes) > 0 || end != int64(len(again)) {
			t.Fatalf("written again: notes %q, up to %d of %d bytes, %v", notes, end, len(again), err)
		}
		was, is := texts(t, entries), texts(t, back)
		for id, text := range was {
			if is[id] != text {
				t.Errorf("written again %s is\n%s\nwas\n%s", id, is[id], text)
			}
		}
	})
}

// Whatever a file of samples holds, reading it ends, within bounds.
func FuzzSamples(f *testing.F) {
	f.Add(store.SamplesHeader + "0,0,0,5,200,ok,7\n1,2,3,4,0,timeout,0\n")
	f.Add(store.SamplesHeader + "0,0,0,5,200,ok,\n")
	f.Add("index\n")
	f.Fuzz(func(t *testing.T, text string) {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.NoCompression)
		_, _ = z.Write([]byte(text))
		_ = z.Close()
		n := 0
		for s, err := range store.ReadRows(&b) {
			if err != nil {
				return
			}
			if n++; s.Index < 0 || s.Start < 0 || s.Latency < 0 || s.Status < 0 || s.Status > 999 || s.Bytes < 0 || s.Class == "" {
				t.Errorf("row %d: %+v", n, s)
			}
		}
		if lines := bytes.Count([]byte(text), []byte("\n")); n != lines-1 {
			t.Errorf("%d rows of %d lines", n, lines)
		}
	})
}
