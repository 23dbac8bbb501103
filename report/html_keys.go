package report

import (
	"fmt"
	"math"
	"time"

	"runexp/judge"
	"runexp/report/html"
	"runexp/stats"
)

// This file makes the key numbers of a document.

// best is the cell with the most throughput; nil where nothing succeeded.
func (v *view) best() *judge.Cell {
	var best *judge.Cell
	for _, c := range v.cells {
		if c.OK > 0 && !c.Unusable() && (best == nil || c.Throughput.Center > best.Throughput.Center) {
			best = c
		}
	}
	return best
}

// keys are the four to six numbers that a reader takes away.
func (v *view) keys() []html.Key {
	var keys []html.Key
	if best := v.best(); best != nil {
		keys = append(keys, html.Key{Name: "Most throughput", Value: tiered(best.Throughput.Center), Unit: "requests/s", Note: v.atLoad(best)})
		if best.Ratio.N > 0 {
			keys = append(keys, html.Key{Name: "Time over ideal there", Value: tiered(best.Ratio.Center), Unit: "×", Note: "ideal " + seconds(best.Ideal.Center) + "\u00a0s, took " + seconds(best.Elapsed.Center) + "\u00a0s"})
		}
		keys = append(keys, v.latencyKey(best)...)
	}
	requests, failed := v.sum(func(c *judge.Cell) int64 { return c.Requests }), v.errors()
	key := html.Key{Name: "Failed requests", Value: prose(failed), Note: "of " + prose(requests)}
	if failed > 0 {
		key.Tone, key.Note = html.Bad, percent(failed, requests)+"% of "+prose(requests)
	}
	keys = append(keys, key)
	trials := html.Key{Name: "Trials", Value: prose(int64(len(v.counted()))), Note: "of " + plural(len(v.cells), "cell")}
	if n := v.trials(); n > len(v.counted()) && v.Plan.Search == nil {
		trials.Unit = "of " + prose(int64(n))
	}
	return append(append(keys, trials), v.noiseKey()...)
}

// atLoad names a cell in few words.
func (v *view) atLoad(c *judge.Cell) string {
	if len(v.cells) < 2 {
		return fmt.Sprintf("at concurrency %d", c.Spec.Load.Concurrency)
	}
	return "at " + v.where(c)
}

// latencyKey is p99 where throughput is no longer worth more load, else where it is
// largest.
func (v *view) latencyKey(best *judge.Cell) []html.Key {
	c, note := best, "where throughput is most"
	if knee, at := v.kneeCell(); knee != nil {
		c, note = knee, "at "+at
	}
	for _, name := range []string{"p99", "p90", "p50"} {
		if e, ok := c.Quantiles[name]; ok && e.Value > 0 {
			return []html.Key{{Name: "Latency " + name, Value: millis(time.Duration(e.Value)), Unit: "ms", Note: note}}
		}
	}
	return nil
}

// kneeCell is the measured cell next to the first knee or peak.
func (v *view) kneeCell() (*judge.Cell, string) {
	if v.Judgement == nil {
		return nil, ""
	}
	for i := range v.Judgement.Answer.Curves {
		c := &v.Judgement.Answer.Curves[i]
		if s := c.Shape.Shape; s != stats.ShapePeak && s != stats.ShapeSaturated {
			continue
		}
		var nearest *judge.Cell
		apart := func(cell *judge.Cell) float64 { return math.Abs(math.Log(loadOf(cell, c.Load) / c.Shape.At)) }
		for _, cell := range v.cells {
			if matches(c, cell) && loadOf(cell, c.Load) > 0 && (nearest == nil || apart(cell) < apart(nearest)) {
				nearest = cell
			}
		}
		if nearest != nil {
			return nearest, loadText(clean(c.Load), loadOf(nearest, c.Load)) + ", next to the " + map[stats.Shape]string{stats.ShapePeak: "peak", stats.ShapeSaturated: "knee"}[c.Shape.Shape]
		}
	}
	return nil, ""
}

// noiseKey is by how much repeats of the same differ.
func (v *view) noiseKey() []html.Key {
	noise, ok := noiseOf(v.cells)
	if !ok {
		return nil
	}
	return []html.Key{{Name: "Noise", Value: tenths(100 * noise), Unit: "%", Note: "typical spread of throughput between repeats"}}
}
