package report

import (
	"slices"
	"strings"

	"runexp/judge"
	"runexp/runner"
)

// failedMark stands after the numbers of a pivot's cell with failed requests or
// a verdict that is not ok, since there is no column for either.
const failedMark = "!"

// pivot makes a block for each combination of the fields that run neither along
// the rows nor along the columns, its numbers with their intervals or without. It
// is nil where the file asks for no pivot, where its fields cannot be laid out so,
// and where there are no intervals to show.
func (v *view) pivot(rich bool) ([]block, error) {
	x, ok := v.axes()
	if !ok || len(v.cells) == 0 {
		return nil, nil
	}
	names := v.Plan.Analysis.Metrics
	if len(names) == 0 {
		names = []string{"elapsed", "ratio"}
	}
	metrics, err := metricsNamed(names)
	if err != nil || rich && !v.intervals(metrics) {
		return nil, err
	}
	var blocks []block
	for _, g := range grouped(v.cells, x.blocks) {
		caption := []string{v.pivotCaption(x, metrics, rich)}
		for _, f := range x.blocks {
			caption = append(caption, clean(f.Name)+" "+valueOf(g[0], f))
		}
		blocks = append(blocks, block{caption: strings.Join(caption, "  "), columns: pivotColumns(x, metrics, g, rich)})
	}
	return blocks, nil
}

// intervals reports whether any cell has an interval for one of the quantities.
func (v *view) intervals(metrics []quantity) bool {
	return slices.ContainsFunc(metrics, func(q quantity) bool {
		return q.half != nil && slices.ContainsFunc(v.cells, func(c *judge.Cell) bool { return q.half(c) != "" })
	})
}

// grouped puts cells with equal levels of the fields together, in the order in
// which they come.
func grouped(cells []*judge.Cell, fields []runner.Field) [][]*judge.Cell {
	var groups [][]*judge.Cell
	at := make(map[string]int)
	for _, c := range cells {
		var key strings.Builder
		for _, f := range fields {
			key.WriteString(valueOf(c, f))
			key.WriteByte(0)
		}
		i, ok := at[key.String()]
		if !ok {
			i = len(groups)
			at[key.String()] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// pivotCaption says what the cells hold, such as "elapsed s (ratio) by delay".
func (v *view) pivotCaption(x axes, metrics []quantity, rich bool) string {
	headings := make([]string, len(metrics))
	for i, q := range metrics {
		headings[i] = q.heading
		if rich && v.intervals([]quantity{q}) {
			headings[i] += " " + v.plusMinus
		}
	}
	caption := strings.Join(headings, ", ")
	if len(headings) == 2 {
		caption = headings[0] + " (" + headings[1] + ")"
	}
	return caption + " by " + strings.Join(fieldNames(x.by), ", ")
}

func fieldNames(fields []runner.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = clean(f.Name)
	}
	return names
}

// pivotColumns makes the label columns of a block and a column per level.
func pivotColumns(x axes, metrics []quantity, cells []*judge.Cell, rich bool) []column {
	var columns []column
	rows, by := levels(cells, x.rows[0]), levels(cells, x.by[0])
	at := make(map[[2]string]*judge.Cell, len(cells))
	for _, c := range cells {
		at[[2]string{valueOf(c, x.rows[0]), valueOf(c, x.by[0])}] = c
	}
	for _, f := range x.rows {
		label := column{heading: clean(f.Name), short: shortField(f.Name), label: true}
		for _, row := range rows {
			label.cells = append(label.cells, valueOf(anyOf(cells, x.rows[0], row), f))
		}
		label.right = numeric(label.cells)
		columns = append(columns, label)
	}
	for _, level := range by {
		var heading []string
		for _, f := range x.by {
			heading = append(heading, valueOf(anyOf(cells, x.by[0], level), f))
		}
		inColumn := make([]*judge.Cell, len(rows))
		for r, row := range rows {
			inColumn[r] = at[[2]string{row, level}]
		}
		columns = append(columns, column{
			heading: strings.Join(heading, " "), cells: composed(inColumn, metrics, rich),
			alarm: doubts(inColumn), right: true, of: metrics, composed: true,
		})
	}
	return columns
}

// levels lists the levels of a field that occur, in the order of the plan.
func levels(cells []*judge.Cell, f runner.Field) []string {
	occurs := make(map[string]bool)
	var found []string
	for _, c := range cells {
		if s := valueOf(c, f); !occurs[s] {
			occurs[s] = true
			found = append(found, s)
		}
	}
	place := make(map[string]int, len(f.Values))
	for i, s := range f.Values {
		place[clean(s)] = i + 1
	}
	slices.SortStableFunc(found, func(a, b string) int { return place[a] - place[b] })
	return found
}

// anyOf is a cell at the given level: what follows from it is the same in all.
func anyOf(cells []*judge.Cell, f runner.Field, level string) *judge.Cell {
	i := slices.IndexFunc(cells, func(c *judge.Cell) bool { return valueOf(c, f) == level })
	return cells[i]
}

// composed writes several quantities into one text per cell, each in line with
// those above and below, with their intervals or without. A nil cell has no text.
func composed(cells []*judge.Cell, metrics []quantity, rich bool) []string {
	parts := make([][]string, 0, 2*len(metrics)+1)
	for _, q := range metrics {
		parts = append(parts, texts(cells, q.text))
		if rich && q.half != nil {
			parts = append(parts, texts(cells, q.half))
		}
	}
	parts = append(parts, texts(cells, func(c *judge.Cell) string {
		if doubtful(c) {
			return failedMark
		}
		return ""
	}))
	composed := inLine(parts...)
	for i, c := range cells {
		if c == nil {
			composed[i] = ""
		}
	}
	return composed
}

// doubtful says that requests of a cell failed or that its verdict is not ok.
func doubtful(c *judge.Cell) bool { return c.Errors > 0 || c.Verdict.Level != judge.OK }

func doubts(cells []*judge.Cell) []bool {
	marked := make([]bool, len(cells))
	for i, c := range cells {
		marked[i] = c != nil && doubtful(c)
	}
	return marked
}

// inLine joins texts row by row, each flush right with those above and below.
// Parts without any text take no room.
func inLine(parts ...[]string) []string {
	joined := make([]string, len(parts[0]))
	for _, column := range parts {
		widest := 0
		for _, s := range column {
			widest = max(widest, width(s))
		}
		if widest == 0 {
			continue
		}
		for i, s := range column {
			joined[i] += strings.Repeat(" ", 1+widest-width(s)) + s
		}
	}
	for i := range joined {
		joined[i] = strings.TrimPrefix(joined[i], " ")
	}
	return joined
}

// texts writes a quantity of each cell, in line.
func texts(cells []*judge.Cell, text func(*judge.Cell) string) []string {
	all := make([]string, len(cells))
	for i, c := range cells {
		if c != nil {
			all[i] = text(c)
		}
	}
	alignMarks(all)
	return all
}
