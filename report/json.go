package report

import (
	"bufio"
	"bytes"
	_ "embed" // for the schema
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"
)

// schemaName names the form of the document, and is its first member. A document
// of the same name may gain members, but none changes its meaning.
const schemaName = "runexp/result/v1"

//go:embed result.schema.json
var resultSchema string

// ResultSchema returns the JSON Schema (draft 2020-12) of what [JSON] writes.
func ResultSchema() []byte { return []byte(resultSchema) }

// JSON writes everything that is known of the run: the plan, each trial's result
// with its histograms, the cells and the judgement. It is one JSON document,
// described by [ResultSchema], with a result or cell per line. [ReadJSON] reads it
// back. Numbers that are not finite, which no judgement should have, become 0 or the
// largest number.
//
// Characters that a terminal would obey or not show are escaped, so the document
// can be printed.
func JSON(w io.Writer, d *Data) error {
	if d.Plan == nil {
		return errNoPlan
	}
	j := &jsonWriter{out: bufio.NewWriter(w)}
	j.text("{\n")
	j.member("schema", schemaName)
	j.member("version", d.Version)
	j.member("again", d.Again)
	j.member("interrupted", d.Interrupted)
	j.member("notes", append([]string{}, d.Notes...))
	if d.Record != nil {
		j.member("record", d.Record)
	}
	j.member("plan", d.Plan)
	j.list("results", len(d.Results), func(i int) any { return &d.Results[i] })
	j.text(",\n")
	cells, whole := d.judged(), d.Judgement != nil
	j.list("cells", len(cells), func(i int) any { return cellForm(&cells[i], whole) })
	if whole {
		j.text(",\n\"judgement\": ")
		j.value(judgementForm(d.Judgement, d.Plan.File))
	}
	j.text("\n}\n")
	if j.err == nil {
		j.err = j.out.Flush()
	}
	if j.err != nil {
		return fmt.Errorf("json: %w", j.err)
	}
	return nil
}

// jsonWriter writes a document piece by piece, so that not all of it is in memory
// twice. The first error stays and ends the writing.
type jsonWriter struct {
	out *bufio.Writer
	err error
}

func (j *jsonWriter) text(s string) {
	if j.err == nil {
		_, j.err = j.out.WriteString(s)
	}
}

func (j *jsonWriter) value(v any) {
	if j.err != nil {
		return
	}
	var b []byte
	if b, j.err = json.Marshal(v); j.err == nil {
		_, j.err = j.out.Write(escapeHidden(b))
	}
}

// member writes a name and a value that another member follows.
func (j *jsonWriter) member(name string, v any) {
	j.text(`"` + name + `": `)
	j.value(v)
	j.text(",\n")
}

// list writes a name and n values, a line each.
func (j *jsonWriter) list(name string, n int, at func(int) any) {
	j.text(`"` + name + `": [`)
	for i := range n {
		if i > 0 {
			j.text(",")
		}
		j.text("\n")
		j.value(at(i))
	}
	if n > 0 {
		j.text("\n")
	}
	j.text("]")
}

// escapeHidden replaces the characters that encoding/json leaves as they are
// though no terminal should get them. They occur only within strings.
func escapeHidden(b []byte) []byte {
	if bytes.IndexFunc(b, hidden) < 0 {
		return b
	}
	var out []byte
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case !hidden(r):
			out = append(out, b[:n]...)
		case r > 0xffff:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		b = b[n:]
	}
	return out
}
