package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// What a document may have at most. The plan of an experiment has 100,000 trials at
// most, and a result takes 2 to 4 KB.
const (
	maxDocument = 512 << 20
	maxResults  = 100_000
)

// ReadJSON reads what [JSON] wrote. The cells are made anew from the results, by
// the rules of this version. Members that it does not know are ignored. A document
// that is too large, of another schema or at odds with itself is an error.
func ReadJSON(r io.Reader) (*Data, error) { return readJSON(r, maxDocument) }

func readJSON(r io.Reader, limit int64) (*Data, error) {
	limited := &io.LimitedReader{R: r, N: limit + 1}
	d, err := readDocument(json.NewDecoder(limited))
	if limited.N == 0 {
		err = fmt.Errorf("larger than %d MiB", limit>>20)
	}
	if err == nil {
		err = check(d)
	}
	if err != nil {
		return nil, fmt.Errorf("result file: %w", err)
	}
	d.Cells = judge.Cells(d.Plan, d.Results)
	return d, nil
}

// readDocument reads member by member, and the results one by one, so that the
// text is never in memory as a whole.
func readDocument(dec *json.Decoder) (*Data, error) {
	if err := expect(dec, '{'); err != nil {
		return nil, err
	}
	d, known := new(Data), false
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		if name == "schema" {
			known, err = true, readSchema(dec)
		} else {
			err = d.readMember(dec, name)
		}
		if err != nil {
			return nil, fmt.Errorf("%v: %w", name, err)
		}
	}
	if err := expect(dec, '}'); err != nil {
		return nil, err
	}
	if !known {
		return nil, errors.New("has no schema")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("goes on after its end")
	}
	return d, nil
}

func readSchema(dec *json.Decoder) error {
	var name string
	if err := dec.Decode(&name); err != nil {
		return err
	}
	if name != schemaName {
		return fmt.Errorf("is %q, not %q", name, schemaName)
	}
	return nil
}

func (d *Data) readMember(dec *json.Decoder, name json.Token) error {
	switch name {
	case "version":
		return dec.Decode(&d.Version)
	case "again":
		return dec.Decode(&d.Again)
	case "interrupted":
		return dec.Decode(&d.Interrupted)
	case "notes":
		return dec.Decode(&d.Notes)
	case "plan":
		return dec.Decode(&d.Plan)
	case "results":
		return d.readResults(dec)
	}
	var unknown json.RawMessage
	return dec.Decode(&unknown)
}

func (d *Data) readResults(dec *json.Decoder) error {
	if err := expect(dec, '['); err != nil {
		return err
	}
	for dec.More() {
		if len(d.Results) == maxResults {
			return fmt.Errorf("more than %d", maxResults)
		}
		var r runner.Result
		if err := dec.Decode(&r); err != nil {
			return fmt.Errorf("result %d: %w", len(d.Results)+1, err)
		}
		d.Results = append(d.Results, r)
	}
	return expect(dec, ']')
}

func expect(dec *json.Decoder, delim json.Delim) error {
	t, err := dec.Token()
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if t != delim {
		return fmt.Errorf("%v where a %v belongs", t, delim)
	}
	return nil
}

// check makes sure that the parts belong together, so that whoever works with them
// need not ask.
func check(d *Data) error {
	if d.Plan == nil {
		return errors.New("has no plan")
	}
	points := make(map[int]bool, len(d.Plan.Points))
	for _, p := range d.Plan.Points {
		if points[p.Number] {
			return fmt.Errorf("plan: point %d is there twice", p.Number)
		}
		points[p.Number] = true
	}
	for i := range d.Plan.Trials {
		if n := d.Plan.Trials[i].Point.Number; !points[n] {
			return fmt.Errorf("plan: trial %d is of point %d, which is not there", i+1, n)
		}
	}
	for i := range d.Results {
		r := &d.Results[i]
		if !points[r.Trial.Point.Number] {
			return fmt.Errorf("result %d is of point %d, which is not in the plan", i+1, r.Trial.Point.Number)
		}
		if err := checkResult(r); err != nil {
			return fmt.Errorf("result %d: %w", i+1, err)
		}
	}
	return nil
}

// checkResult holds the counts of a result against each other. A histogram that
// is not there is an empty one.
func checkResult(r *runner.Result) error {
	if r.OK < 0 || r.Errors < 0 || r.Requests != r.OK+r.Errors {
		return fmt.Errorf("%d requests are not %d ok and %d errors", r.Requests, r.OK, r.Errors)
	}
	if r.Elapsed < 0 {
		return fmt.Errorf("elapsed is %v", r.Elapsed)
	}
	if min(r.Late, r.Skipped, r.Preconnected, r.Redials, r.SlowConnects) < 0 || r.Late > r.Requests || r.SlowConnects > r.Requests {
		return fmt.Errorf("%d late, %d skipped, %d preconnected, %d redials, %d slow connects of %d requests",
			r.Late, r.Skipped, r.Preconnected, r.Redials, r.SlowConnects, r.Requests)
	}
	if r.Latency == nil {
		r.Latency = new(stats.Histogram)
	}
	if r.Failed == nil {
		r.Failed = new(stats.Histogram)
	}
	if n := r.Latency.Count(); n != r.OK {
		return fmt.Errorf("%d latencies of %d ok requests", n, r.OK)
	}
	if r.Service != nil && r.Service.Count() != r.OK {
		return fmt.Errorf("%d service times of %d ok requests", r.Service.Count(), r.OK)
	}
	return nil
}
