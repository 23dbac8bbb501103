// Package stats turns many numbers into few: durations into histograms with
// bounded error, samples into summaries. It knows no network, no file, no clock
// and no random source: equal input gives equal output, anywhere.
//
// Latencies go into a [Histogram]. Histograms of the parts of a crawl, of
// several machines or of several repeats are merged without loss, and quantiles
// are read from the merged one; quantiles themselves are never averaged. The few
// numbers that there are one of per trial (an elapsed time, a throughput) go into
// a [Summary].
package stats
