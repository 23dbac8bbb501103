// Package stats turns many numbers into few: durations into histograms with
// bounded error, samples into summaries. It knows no network, no file, no clock
// and no random source: equal input gives equal output, anywhere.
//
// Latencies go into a [Histogram]. Histograms of the parts of a crawl, of
// several machines or of several repeats are merged without loss, and quantiles
// are read from the merged one; quantiles themselves are never averaged. The few
// numbers that there are one of per trial (an elapsed time, a throughput) go into
// a [Summary].
//
// The unit of evidence is the trial, never the request. What was observed of all
// trials of a run, in the order in which they ran, is a [Series]; it compares two
// cells by what chance decided, the order within each block, and assumes nothing
// about the noise. Ratios are logarithms inside, because noise multiplies; parts are
// parts (0.05 is 5 %), and a larger change is a worse one. The tests named
// TestValidation measure how often all of this errs.
//
// Throughput against load goes into [Scale], which says which law of scalability
// explains it, if any, and where it ends to be worth it. A [Posterior] says where a
// load meets a condition no longer, and which load to try next.
package stats
