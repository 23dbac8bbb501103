package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"runexp/judge"
	"runexp/runner"
)

// What a document may have at most. The plan of an experiment has 100,000 trials at
// most, and a result takes 2 to 4 KB.
const (
	maxDocument = 512 << 20
	maxResults  = 100_000
)

// ReadJSON reads what [JSON] wrote. Where the document has a judgement, it and the
// cells are read as they are; in others the cells are made anew from the results, by
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
		err = check(&d.Data)
	}
	if err == nil {
		err = d.judge()
	}
	if err != nil {
		return nil, fmt.Errorf("result file: %w", err)
	}
	return &d.Data, nil
}

// document is what is read: the data, and what can be made sense of only when all
// of it is there.
type document struct {
	Data
	cells     json.RawMessage
	judgement *jsonJudgement
}

// judge takes over the judgement and its cells, or makes cells.
func (d *document) judge() error {
	if d.judgement == nil {
		d.Cells = judge.Cells(d.Plan, d.Results)
		return nil
	}
	cells, err := readCells(d.cells, d.Plan)
	if err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	if d.Judgement, err = d.judgement.judgement(d.Plan, cells); err != nil {
		return fmt.Errorf("judgement: %w", err)
	}
	d.Cells = cells
	return nil
}

// readDocument reads member by member, and the results one by one, so that the
// text is never in memory as a whole.
func readDocument(dec *json.Decoder) (*document, error) {
	if err := expect(dec, '{'); err != nil {
		return nil, err
	}
	d, known := new(document), false
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

func (d *document) readMember(dec *json.Decoder, name json.Token) error {
	switch name {
	case "version":
		return dec.Decode(&d.Version)
	case "again":
		return dec.Decode(&d.Again)
	case "interrupted":
		return dec.Decode(&d.Interrupted)
	case "notes":
		return dec.Decode(&d.Notes)
	case "record":
		return dec.Decode(&d.Record)
	case "plan":
		return dec.Decode(&d.Plan)
	case "results":
		return d.readResults(dec)
	case "cells":
		return dec.Decode(&d.cells)
	case "judgement":
		return dec.Decode(&d.judgement)
	}
	var unknown json.RawMessage
	return dec.Decode(&unknown)
}

func (d *document) readResults(dec *json.Decoder) error {
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
