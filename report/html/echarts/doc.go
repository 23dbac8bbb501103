// Package echarts turns Apache ECharts, as npm has it, into one script that
// draws the charts of a report. It does not know what is drawn.
//
// The script and its licences are committed, so that building runexp needs no
// network and no Node.js. They are made by
//
//	go generate ./report/html/echarts
//
// and `go run ./report/html/echarts/build -check -dir report/html/echarts`
// makes them once more and compares. Versions and their checksums stand in
// build/package-lock.json, the parts that are taken in build/entry.js.
//
// One thing is added to what is ECharts' own: a tooltip also goes when the shape that
// it is of was redrawn before the pointer left it.
//
// What the page has to know: the script calls neither eval nor Function, adds no
// style element, and sets inline styles through the object model only, so a
// content security policy with nothing but its own hash is enough. One thing
// would break that: the tooltips that ECharts formats itself, and the markers of
// its formatters' params, are HTML with style attributes. A formatter that
// returns an element made by the page has none.
package echarts
