// Package report turns the results and cells of a run into a comparison table,
// CSV, Markdown and JSON. It knows no file format of experiments, no run
// directory and no terminal: width and colour are handed in.
//
// What is shown goes through three steps, and the formats for people share the
// first two:
//
//	Data -> view     view.go, quantity.go, field.go    the cells that have a result, what they can be asked for
//	view -> columns  columns.go, pivot.go, caption.go  the table of the cells
//	                 compare.go, search.go             the tables beside it
//	     -> notes    footnotes.go, verdict.go, answer.go, footer.go
//	     -> lines    rulings.go, case.go               what became of the demands of the file
//	columns -> text  table.go, fit.go, vertical.go     within a width; text.go and command.go cut and fold
//	                 markdown.go                       without one
//	Data -> text     csv.go, json.go                   for programs: all there is, nothing rounded
//	text -> Data     readjson.go
//
// Beside a number stands the half width of its 95 % interval, in per cent, where
// there are repeats to tell it by and room to say it. The number is then the center
// of the repeats; a percentile is that of all requests together.
//
// Texts that came from a server or a file reach no output unquoted: see clean.go.
package report
