package crawl_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"runexp/crawl"
)

func BenchmarkTemplateFill(b *testing.B) {
	source := &crawl.Template{
		Method: "GET",
		URL:    []crawl.Part{{Text: "http://127.0.0.1:8080/add?name=p3r2&delay=100ms&"}, {Kind: crawl.Random}},
		N:      1 << 40,
	}
	var r crawl.Request
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		source.Fill(&r, i)
		i++
	}
}

func BenchmarkLetters(b *testing.B) {
	b.ReportAllocs()
	var i uint64
	var sum byte
	for b.Loop() {
		word := crawl.Letters(1, i)
		sum += word[9]
		i++
	}
	_ = sum
}

// BenchmarkStd fetches from a net/http server in the same process, whose
// allocations are counted too.
func BenchmarkStd(b *testing.B) { benchmarkEngine(b, "std") }

// BenchmarkRaw does so by a goroutine for each slot.
func BenchmarkRaw(b *testing.B) { benchmarkEngine(b, "raw") }

// BenchmarkRawPumped makes a pump for every request, which a crawl does not.
func BenchmarkRawPumped(b *testing.B) { benchmarkEngine(b, "raw, pumped") }

// BenchmarkRawPlain does without the system calls of its own.
func BenchmarkRawPlain(b *testing.B) { benchmarkEngine(b, "raw, plain") }

// BenchmarkRawTLS fetches by https on a kept connection.
func BenchmarkRawTLS(b *testing.B) { benchmarkTLS(b, "raw") }

// BenchmarkStdTLS does so by net/http.
func BenchmarkStdTLS(b *testing.B) { benchmarkTLS(b, "std") }

func benchmarkTLS(b *testing.B, engine string) {
	b.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello")
	}))
	defer s.Close()
	config := s.Client().Transport.(*http.Transport).TLSClientConfig
	benchmarkSlot(b, engines()[engine](crawl.Client{KeepAlive: true, TLS: config}), s.URL)
}

func benchmarkEngine(b *testing.B, engine string) {
	b.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello")
	}))
	defer s.Close()
	for _, keep := range []bool{true, false} {
		name := "kept"
		if !keep {
			name = "fresh"
		}
		b.Run(name, func(b *testing.B) {
			benchmarkSlot(b, engines()[engine](crawl.Client{KeepAlive: keep}), s.URL)
		})
	}
}

// benchmarkSlot fetches on one slot.
func benchmarkSlot(b *testing.B, engine crawl.Engine, url string) {
	b.Helper()
	slots, err := engine.Open(b.Context(), 1)
	if err != nil {
		b.Fatal(err)
	}
	defer slots[0].Close()
	source := numbered(url, 1<<40)
	var r crawl.Request
	epoch := time.Now()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		source.Fill(&r, i)
		i++
		if f := slots[0].Do(epoch, &r, patient); f.Class != crawl.OK || f.Bytes != 5 {
			b.Fatalf("%v, %d bytes", f.Class, f.Bytes)
		}
	}
}
