package store

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"runexp/runner"
)

// This file tells trials apart by what they measure. What is written here must never
// change: the journals of earlier versions hold it. A field that is new is left out
// at its default.

// Identity is 32 hexadecimal digits, equal for trials that measure the same: the same
// request of the same target under the same load, in the same repeat of the same seed.
// Names, numbers, captions, pauses and the place in the order are not in it, so trials
// keep their identity when levels are added to a sweep or taken away.
func Identity(t *runner.Trial) string { return make(digests).identity(t) }

// identityForm names the form of what is hashed.
const identityForm = "runexp trial 1"

// identityBytes is how much of the hash is kept.
const identityBytes = 16

// digests remembers the hashes of payloads by where these lie in memory: the trials of
// a plan share them, and they may be long.
type digests map[place]string

// place is where a payload lies. It keeps the payload from being moved or reused.
type place struct {
	first  *byte
	length int
}

// identity is a trial's [Identity].
func (d digests) identity(t *runner.Trial) string {
	s := &t.Spec
	w := wording{}
	w.text("target", t.Target)
	w.text("base_url", s.BaseURL)
	w.number("repeat", int64(t.Repeat))
	w.text("seed", strconv.FormatUint(t.Seed, 10))
	w.flag("discarded", t.Discarded)
	w.number("attempt", int64(t.Attempt))
	w.text("accept", s.Accept)
	w.duration("service_time", s.ServiceTime)
	if s.Warmup != nil {
		w.number("warmup.requests", int64(s.Warmup.Requests))
		w.number("warmup.duration", int64(s.Warmup.Duration))
	}
	d.request(&w, &s.Request)
	w.load(&s.Load)
	slices.SortStableFunc(w.lines, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	sum := sha256.Sum256([]byte(identityForm + "\n" + strings.Join(w.lines, "")))
	return hex.EncodeToString(sum[:identityBytes])
}

// request adds what is sent. Headers keep their order: a server may mind it.
func (d digests) request(w *wording, r *runner.Request) {
	w.text("request.method", r.Method)
	w.text("request.path", r.Path)
	for _, h := range r.Header {
		w.lines = append(w.lines, "request.header="+strconv.Quote(h.Name)+":"+strconv.Quote(h.Value)+"\n")
	}
	w.text("request.body", digest(d, r.Body))
	w.text("request.raw", digest(d, r.Raw))
	w.number("request.max_body", r.MaxBody)
}

// digest is the hash of a payload in hexadecimal digits; empty of none.
func digest[T string | []byte](d digests, payload T) string {
	if len(payload) == 0 {
		return ""
	}
	at := place{length: len(payload)}
	switch p := any(payload).(type) {
	case string:
		at.first = unsafe.StringData(p)
	case []byte:
		at.first = unsafe.SliceData(p)
	}
	known, ok := d[at]
	if !ok {
		sum := sha256.Sum256([]byte(payload))
		known = hex.EncodeToString(sum[:])
		d[at] = known
	}
	return known
}

// wording is lines of a name and a value.
type wording struct{ lines []string }

func key(line string) string {
	name, _, _ := strings.Cut(line, "=")
	return name
}

func (w *wording) text(name, value string) {
	if value != "" {
		w.lines = append(w.lines, name+"="+strconv.Quote(value)+"\n")
	}
}

// other is a text whose default may be written out.
func (w *wording) other(name, value, byDefault string) {
	if value != byDefault {
		w.text(name, value)
	}
}

func (w *wording) number(name string, value int64) {
	if value != 0 {
		w.text(name, strconv.FormatInt(value, 10))
	}
}

func (w *wording) flag(name string, value bool) {
	if value {
		w.text(name, "true")
	}
}

func (w *wording) duration(name string, value *time.Duration) {
	if value != nil {
		w.text(name, strconv.FormatInt(int64(*value), 10))
	}
}

// load adds how requests are sent.
func (w *wording) load(l *runner.Load) {
	w.number("load.iterations", int64(l.Iterations))
	w.number("load.duration", int64(l.Duration))
	w.number("load.concurrency", int64(l.Concurrency))
	w.text("load.discipline", l.Discipline)
	if l.Rate != 0 {
		w.text("load.rate", strconv.FormatFloat(l.Rate, 'g', -1, 64))
	}
	w.text("load.arrivals", l.Arrivals)
	w.duration("load.delay", l.Delay)
	w.number("load.think_time", int64(l.ThinkTime))
	w.number("load.timeout", int64(l.Timeout))
	w.number("load.redial", int64(l.Redial))
	w.flag("load.no_keepalive", !l.KeepAlive)
	w.other("load.connections", l.Connections, "fresh")
	w.other("load.protocol", l.Protocol, "http1")
	w.other("load.engine", l.Engine, "auto")
}
