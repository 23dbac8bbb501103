package html

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed page.tmpl style/*.css script/*.js
var files embed.FS

// Engine is the script that the charts are drawn with: it sets window.echarts.
type Engine []byte

var errScript = errors.New("script holds what ends a script element")

// Write writes the page as one document that needs nothing else.
func Write(w io.Writer, p *Page, e Engine) error {
	doc, err := newDocument(p, e)
	if err != nil {
		return fmt.Errorf("html: %w", err)
	}
	t, err := template.New("page.tmpl").ParseFS(files, "page.tmpl")
	if err != nil {
		return fmt.Errorf("html template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, doc); err != nil {
		return fmt.Errorf("html: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("html: %w", err)
	}
	return nil
}

// document is what the template is filled with: the page, and the parts that stand
// in it as they are.
type document struct {
	*Page
	Policy         string
	Style          template.CSS
	Engine, Script template.JS
	// Drawings and Data are JSON in which nothing can end their element.
	Drawings, Data template.JS
}

func newDocument(p *Page, e Engine) (*document, error) {
	style, err := joined("style", "base", "page", "chart", "print")
	if err != nil {
		return nil, err
	}
	script, err := joined("script", "start", "format", "theme", "tooltip", "axis", "lines", "rows", "chronology", "chart", "table", "save", "main")
	if err != nil {
		return nil, err
	}
	script = slices.Concat([]byte("\"use strict\";\n{\n"), script, []byte("}\n")) // no name of it is global
	drawings, err := p.drawings()
	if err != nil {
		return nil, err
	}
	result, err := embeddable(p.Result)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc([][]byte{e, script, drawings, result}, endsElement) {
		return nil, errScript
	}
	d := &document{Page: p, Policy: policy(style, e, script)}
	// Nothing in these texts comes from outside but strings of JSON, in which <, > and &
	// are escaped.
	d.Style = template.CSS(style)
	d.Engine, d.Script = template.JS(e), template.JS(script)
	d.Drawings, d.Data = template.JS(drawings), template.JS(result)
	return d, nil
}

// joined puts files of a folder together in this order.
func joined(folder string, names ...string) ([]byte, error) {
	ending := map[string]string{"style": ".css", "script": ".js"}[folder]
	var all []byte
	for _, name := range names {
		text, err := files.ReadFile(folder + "/" + name + ending)
		if err != nil {
			return nil, fmt.Errorf("read: %w", err)
		}
		all = append(all, text...)
	}
	return all, nil
}

// endsElement reports whether a text can't stand in a script element as it is.
func endsElement(text []byte) bool {
	lower := bytes.ToLower(text)
	return bytes.Contains(lower, []byte("</script")) || bytes.Contains(lower, []byte("<!--"))
}

// policy is the Content-Security-Policy of a document with this stylesheet and these
// scripts, and nothing else.
func policy(style []byte, scripts ...[]byte) string {
	var hashes []string
	for _, s := range scripts {
		hashes = append(hashes, hash(s))
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src " + strings.Join(hashes, " "), "style-src " + hash(style),
		"img-src data:", "base-uri 'none'", "form-action 'none'",
	}, "; ")
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// drawings are what the charts draw, by the charts' names.
func (p *Page) drawings() ([]byte, error) {
	all := make(map[string]*Drawing)
	for i := range p.Sections {
		for k := range p.Sections[i].Charts {
			c := &p.Sections[i].Charts[k]
			all[c.ID] = &c.Drawing
		}
	}
	return marshal(all)
}

// marshal writes JSON that can stand in a script element: <, >, & and the separators
// of lines are escaped.
func marshal(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("json: %w", err)
	}
	return b, nil
}

// HasCharts reports whether there is anything for the script to draw.
func (p *Page) HasCharts() bool {
	for i := range p.Sections {
		if len(p.Sections[i].Charts) > 0 {
			return true
		}
	}
	return false
}
