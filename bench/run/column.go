//go:build unix

package main

import (
	"math"
	"time"

	"runexp/bench/internal/server"
)

// number is a column of a round; NaN for a round without runs.
func number(runs []run, c column) float64 {
	if len(runs) == 0 {
		return math.NaN()
	}
	return c.of(runs)
}

// known is a number, NaN if it is 0: not told.
func known(x float64) float64 {
	if x == 0 {
		return math.NaN()
	}
	return x
}

func cpu(runs []run) float64 { return runs[0].CPU.Seconds() * 1e6 / float64(runs[0].OK) }

// rate is requests a second by the client's own clock, or by the process if it
// tells no time.
func rate(runs []run) float64 {
	elapsed := runs[0].Elapsed
	if elapsed == 0 {
		elapsed = runs[0].Wall
	}
	return float64(runs[0].OK) / elapsed.Seconds()
}

func elapsed(runs []run) float64 {
	return known(runs[0].Elapsed.Seconds() / runs[0].load.Ideal().Seconds())
}

func process(runs []run) float64 { return runs[0].Wall.Seconds() / runs[0].load.Ideal().Seconds() }

func peak(runs []run) float64 { return float64(runs[0].PeakRSS) / 1e6 }

func peakOfLast(runs []run) float64 { return peak(runs[len(runs)-1:]) }

func memoryGrowth(runs []run) float64 { return peakOfLast(runs) - peak(runs) }

func succeeded(runs []run) float64 { return float64(runs[0].OK) }

// percentile is a percentile as the client tells it.
func percentile(share float64) func([]run) time.Duration {
	return func(runs []run) time.Duration {
		switch share {
		case 0.5:
			return runs[0].P50
		case 0.99:
			return runs[0].P99
		default:
			return runs[0].P999
		}
	}
}

// inMilliseconds is a percentile as the client tells it, in ms.
func inMilliseconds(share float64) func([]run) float64 {
	return func(runs []run) float64 { return known(percentile(share)(runs).Seconds() * 1e3) }
}

// off is the relative error of a percentile, in percent, against what the
// server recorded.
func off(share float64) func([]run) float64 {
	return func(runs []run) float64 {
		return against(percentile(share)(runs), server.Percentile(runs[0].truth, share))
	}
}

// offBy is the same against a truth that is known beforehand.
func offBy(share float64, truth time.Duration) func([]run) float64 {
	return func(runs []run) float64 { return against(percentile(share)(runs), truth) }
}

func against(told, truth time.Duration) float64 {
	if told == 0 || truth == 0 {
		return math.NaN()
	}
	return 100 * (told.Seconds()/truth.Seconds() - 1)
}
