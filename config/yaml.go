package config

import (
	"errors"
	"io"

	"gopkg.in/yaml.v3"
)

// This is the only file that knows the YAML library. It is used as a parser
// to nodes and nothing else, and its nodes are turned into ours at once: what
// it would decode silently (1.5 as 1, 017 as 15, a lost key) is decided in
// decode.go instead.

// emptyFile is the fault of a text without a value.
const emptyFile = "the file is empty"

// parse reads one document. Its text is that of the source, but for a value
// given on the command line, which is read in the disguise of YAML.
func parse(src *source, text []string) (*node, []*Fault) {
	nothing := []*Fault{src.at(1, 1, 1).Fault(emptyFile, "runexp init writes one to start from")}
	reader := &lineReader{lines: text}
	document, err := decodeDocument(reader)
	switch {
	case errors.Is(err, io.EOF):
		return nil, nothing
	case err != nil:
		return nil, []*Fault{syntaxFault(src, text, err, reader.next)}
	}
	c := &converter{src: src, done: make(map[*yaml.Node]converted)}
	n := c.convert(document.Content[0], 0).node
	if n.null && len(c.faults) == 0 {
		return nil, nothing
	}
	return n, c.faults
}

// errSecondDocument says that a text goes on after its first document.
var errSecondDocument = errors.New("a second document")

// decodeDocument reads a text that is one document.
func decodeDocument(text *lineReader) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(text)
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, io.EOF
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errSecondDocument
	}
	return &document, nil
}

// parses reports whether a text is one document, or none.
func parses(text []string) bool {
	_, err := decodeDocument(&lineReader{lines: text})
	return err == nil || errors.Is(err, io.EOF)
}

// lineReader hands a text out line by line, so that the number of lines read
// bounds where a parser found its fault.
type lineReader struct {
	lines []string // with their ends
	next  int      // lines handed out
	rest  string   // of the line under way
}

func (r *lineReader) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.next >= len(r.lines) {
			return 0, io.EOF
		}
		r.rest = r.lines[r.next]
		r.next++
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// converter turns the library's nodes into ours, each once, however often
// aliases use it.
type converter struct {
	src    *source
	done   map[*yaml.Node]converted
	faults []*Fault // what makes the document unusable
	full   bool     // a bound is reached: nothing more is read
}

// convert returns the node of a YAML node that is depth levels below the root.
func (c *converter) convert(y *yaml.Node, depth int) converted {
	at := c.src.at(y.Line, y.Column, 1)
	if y.Kind == yaml.AliasNode {
		at.width = len([]rune(y.Value)) + 1
		y = y.Alias
	}
	known, again := c.done[y]
	switch {
	case again && known.node == nil:
		return c.fail(at, "this alias stands inside its own anchor", "")
	case again && depth+known.height > maxDepth:
		return c.fail(at, tooDeep, "")
	case again:
		return known
	case depth > maxDepth:
		return c.fail(at, tooDeep, "")
	}
	c.done[y] = converted{}
	n := &node{at: at, shape: shapeOf(y)}
	tag := c.properties(n)
	whole := converted{node: n, nodes: 1, bytes: len(y.Value)}
	switch n.shape {
	case listShape:
		c.list(&whole, y, depth+1)
	case mapShape:
		c.entries(&whole, y, depth+1)
	case scalarShape:
		n.text = y.Value
		n.plain = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
		n.null = n.plain && y.Tag == "!!null"
	}
	n.at.width = c.src.extent(n)
	if tag != "" {
		c.tagged(n, tag)
	}
	c.done[y] = whole
	return whole
}

func shapeOf(y *yaml.Node) shape {
	switch y.Kind {
	case yaml.SequenceNode:
		return listShape
	case yaml.MappingNode:
		return mapShape
	default:
		return scalarShape
	}
}

func (c *converter) list(whole *converted, y *yaml.Node, depth int) {
	for _, item := range y.Content {
		if child := c.convert(item, depth); c.fits(whole, child) {
			whole.node.items = append(whole.node.items, child.node)
			continue
		}
		return
	}
}

func (c *converter) entries(whole *converted, y *yaml.Node, depth int) {
	n := whole.node
	var merges []mergeKey
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := c.convert(y.Content[i], depth), c.convert(y.Content[i+1], depth)
		if !c.fits(whole, key) || !c.fits(whole, value) {
			return
		}
		switch {
		case y.Content[i].Tag == "!!merge":
			merges = append(merges, mergeKey{at: key.node.at, maps: c.merged(key.node.at.through(value.node.at), value.node)})
		case key.node.shape != scalarShape:
			c.fail(key.node.at, "a key must be text", "")
		case key.bytes > maxKey:
			c.fail(key.node.at, "a key longer than 1 KiB", "")
		default:
			n.entries = append(n.entries, entry{key.node, value.node})
		}
	}
	for i, m := range merges {
		if i > 0 {
			c.fail(m.at, "<< is given twice", "merge several maps with <<: [*a, *b]")
			return
		}
		n.merge(m.maps)
	}
}
