// Package html turns the model of a report, a [Page] of texts, tables and drawings,
// into one self-contained HTML document with a stylesheet, a script and the charts
// of Apache ECharts in it. It does not know what was measured or judged, nor how a
// number is written: texts come finished, and only what charts draw is numbers.
//
// # What a document is made of
//
// These names are a contract with the tests in the folder browser, and with whoever
// reads a document by program.
//
//	html[data-theme]            light or dark once somebody chose; absent: as the system has it
//	html.scripted               set by the script: charts are shown, fallbacks are closed
//	header, main, footer        the landmarks; nav with links to the sections
//	p#answer                    the answer, first and largest
//	ul.badges > li.badge        verdicts: a sign, a word; class good, bad, doubt or plain
//	dl.keys > div               key numbers: dt, dd
//	section#ID > h2             charts, results, verdicts, compared, searched, run ...
//	div#page-errors             hidden until the script has to tell of a fault: one p each
//	button#theme                chooses between light and dark
//	button#download-json        saves the content of script#result
//	button#download-csv         saves the table of results as it is sorted
//
// A chart is
//
//	<figure class="chart" id="chart-ID" data-series="N" data-points="M">
//	  <figcaption><h3>…</h3><p>what it shows</p></figcaption>
//	  <div class="tools">      made by the script: select.pick (where one of several groups
//	                           is shown; its id is pick-ID) and buttons button.scale (log, linear)
//	  <div class="legend">     made by the script: button.entry[aria-pressed] per series
//	  <div class="plot">       the script draws in it
//	  <p class="needs">        shown without script
//	  <details>                the numbers as a table, or where to find them
//	</figure>
//
// The script sets data-drawn="true" on the figure once it has drawn all of it, and
// keeps the chart's instance at window.runexp.charts[ID]. In getOption().series the
// series whose id begins with "data:" are what was measured: there are data-series of
// them, and the lengths of their data add up to data-points. Those whose id begins
// with "aid:" help to read them: ideals, models, whiskers, labels. When another group
// is picked, data-series and data-points follow.
//
// The IDs of charts: throughput, elapsed, percentiles, strips, curve (latency by
// percentile), chronology, course (throughput within trials), sweep (trials in the
// order of execution), errors (failures by trial), changes (forest plot of comparisons), levels (of a search).
// Charts that make no sense for the data are left out. The numbers that they are
// drawn from stand in <script type="application/json" id="drawings">, by ID, and the
// result in <script type="application/json" id="result">: the document that the JSON
// format writes, or where that is large {"encoding":"gzip+base64","bytes":…,"data":…}
// with the document in data.
//
// A table that can be sorted is table.sortable: each th of its head holds a button,
// and has aria-sort while the table is sorted by it. The table of results is
// table#table-results. Tables stand in div.scroll, which scrolls by itself.
//
// The script writes nothing to the console. The document has a Content-Security-Policy
// that allows its own scripts and its stylesheet by their hashes, and nothing else.
package html
