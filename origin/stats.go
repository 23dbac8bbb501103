package origin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Stats are what a server saw of requests since it was made, other than those for the statistics themselves. Once
// nothing is in flight, Requests is the sum over Names plus Unnamed plus Dropped.
type Stats struct {
	// Started is when the server was made: the zero of all records.
	Started time.Time `json:"started"`
	// Requests counts all of them.
	Requests int64 `json:"requests"`
	// Unnamed counts those without a usable name: none, another path, a method that is refused.
	Unnamed int64 `json:"unnamed"`
	// Dropped counts those whose name is not in Names, since there were too many; they were served all the same.
	Dropped int64 `json:"dropped"`
	// Names has what was counted by name.
	Names map[string]Tally `json:"names"`
}

// Tally is what a server saw of the requests of one name.
type Tally struct {
	// Requests counts all that came with the name, refused ones included.
	Requests int64 `json:"requests"`
	// InFlight counts those whose wait, in line or in service, has not ended.
	InFlight int64 `json:"in_flight"`
	// Peak is the largest InFlight there was.
	Peak int64 `json:"peak_in_flight"`
	// Workers is the number of workers that the name has; 0 is no line at all.
	Workers int `json:"workers"`
	// Status counts the answers by status code. Requests in flight have none yet.
	Status map[int]int64 `json:"status"`
	// DroppedRecords counts the requests that ended and have no record, since there were too many.
	DroppedRecords int64 `json:"dropped_records"`
	// Records are the first requests, in the order of their ends. It is empty where they were not asked for.
	Records []Record `json:"records,omitempty"`
}

// Record is one request that was waited for. Both times are since the server was made; in JSON they are nanoseconds.
type Record struct {
	// Start is the start of the handler, the request read. What a connection waits to be accepted is before it.
	Start time.Duration `json:"start"`
	// End is the end of the wait: the response is written after it.
	End time.Duration `json:"end"`
}

// maxStats is the most bytes that [ReadStats] takes: more than a server at all its bounds sends with names of usual length.
const maxStats = 128 << 20

// ReadStats reads the JSON that a server answers to /stats. It is an error if it is not that, holds more names or
// records than a server keeps, or is longer than 128 MiB. Keys it does not know are skipped.
func ReadStats(r io.Reader) (Stats, error) {
	return readStats(r, maxStats, Options{}.withDefaults())
}

func readStats(r io.Reader, most int64, bounds Options) (Stats, error) {
	limit := &io.LimitedReader{R: r, N: most + 1}
	in := reader{decoder: json.NewDecoder(whole{limit}), bounds: bounds}
	stats, err := in.stats()
	switch {
	case limit.N == 0:
		return Stats{}, fmt.Errorf("stats of the origin: longer than %d bytes", most)
	case errors.Is(err, io.EOF):
		return Stats{}, fmt.Errorf("stats of the origin: %w", io.ErrUnexpectedEOF)
	case err != nil:
		return Stats{}, fmt.Errorf("stats of the origin: %w", err)
	}
	return stats, nil
}

// whole fills every buffer it is given: the decoder looks at white space again after every read, which many small
// reads would make quadratic.
type whole struct{ io.Reader }

// Read reads until p is full or there is no more.
func (w whole) Read(p []byte) (int, error) {
	n, err := io.ReadFull(w.Reader, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil // io.EOF comes with the next call
	}
	return n, err
}

// reader reads the statistics name by name, so that the text never lies in memory as a whole.
type reader struct {
	decoder *json.Decoder
	bounds  Options
	records int
}

func (r *reader) stats() (Stats, error) {
	s := Stats{Names: make(map[string]Tally)}
	err := r.object(func(key string) error {
		switch key {
		case "started":
			return r.decoder.Decode(&s.Started)
		case "requests":
			return r.count(&s.Requests)
		case "unnamed":
			return r.count(&s.Unnamed)
		case "dropped":
			return r.count(&s.Dropped)
		case "names":
			return r.object(func(name string) error { return r.tally(s.Names, name) })
		}
		var skipped json.RawMessage
		return r.decoder.Decode(&skipped)
	})
	if err != nil {
		return Stats{}, err
	}
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		return Stats{}, errors.New("more than one JSON value")
	}
	return s, nil
}

// object reads an object and calls member for each key, which has to read the value.
func (r *reader) object(member func(key string) error) error {
	open, err := r.decoder.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return fmt.Errorf("%v where an object is wanted", open)
	}
	for r.decoder.More() {
		key, err := r.decoder.Token()
		if err != nil {
			return err
		}
		name, ok := key.(string)
		if !ok {
			return fmt.Errorf("%v where a key is wanted", key)
		}
		if err := member(name); err != nil {
			return fmt.Errorf("%.64q: %w", name, err)
		}
	}
	_, err = r.decoder.Token() // the brace that closes it
	return err
}

func (r *reader) tally(names map[string]Tally, name string) error {
	var t Tally
	if err := r.decoder.Decode(&t); err != nil {
		return err
	}
	names[name] = t
	r.records += len(t.Records)
	if len(names) > r.bounds.Names || r.records > r.bounds.Records {
		return fmt.Errorf("more than %d names or %d records", r.bounds.Names, r.bounds.Records)
	}
	if min(t.Requests, t.InFlight, t.Peak, t.DroppedRecords) < 0 {
		return errors.New("a count is negative")
	}
	for code, n := range t.Status {
		if n < 0 {
			return fmt.Errorf("the count of status %d is negative", code)
		}
	}
	return nil
}

func (r *reader) count(n *int64) error {
	if err := r.decoder.Decode(n); err != nil {
		return err
	}
	if *n < 0 {
		return errors.New("a count is negative")
	}
	return nil
}
