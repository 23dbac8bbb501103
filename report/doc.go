// Package report turns the results and cells of a run into a comparison table,
// CSV, Markdown and JSON. It knows no file format of experiments, no run
// directory and no terminal: width and colour are handed in.
//
// What is shown goes through three steps, and the formats for people share the
// first two:
//
//	Data -> view     view.go, quantity.go, field.go    the cells that have a result, what they can be asked for
//	view -> columns  columns.go, pivot.go, caption.go, footnotes.go
//	columns -> text  table.go, fit.go, vertical.go     within a width; text.go and command.go cut and fold
//	                 markdown.go                       without one
//	Data -> text     csv.go, json.go                   for programs: all there is, nothing rounded
//	text -> Data     readjson.go
//
// Texts that came from a server or a file reach no output unquoted: see clean.go.
package report
