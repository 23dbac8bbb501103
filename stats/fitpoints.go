package stats

import "math"

// points are the means that a curve is fitted to, and what is known of the noise
// about them.
type points struct {
	loss               Loss
	load, mean, weight []float64 // mean is of ln X with LogLoss, of X with AbsoluteLoss
	pure               float64   // sum of squares of the trials about the means
	free               int       // trials less those that the blocks took
	floor              float64   // least variance of a trial that is believed
}

// points reduces the sweep to one mean for each level.
func (s sweep) points(loss Loss) points {
	p := points{loss: loss, load: s.loads}
	values, effects := s.values(loss), make([]float64, s.blocks)
	if loss == LogLoss {
		effects = blockEffects(values, s.blocks)
		p.free = 1 - s.blocks
	}
	var total float64
	for _, row := range values {
		mean, n := meanWithout(row, effects)
		for b, y := range row {
			if !math.IsNaN(y) {
				p.pure += (y - effects[b] - mean) * (y - effects[b] - mean)
				total += y
			}
		}
		p.free += n
		p.mean, p.weight = append(p.mean, mean), append(p.weight, float64(n))
	}
	p.floor = noiseFloor * noiseFloor
	if loss == AbsoluteLoss {
		mean := total / float64(max(p.free, 1))
		p.floor *= mean * mean
	}
	return p
}

// values returns the cells on the scale of the loss.
func (s sweep) values(loss Loss) [][]float64 {
	if loss == AbsoluteLoss {
		return s.cells
	}
	values := make([][]float64, len(s.cells))
	for i, row := range s.cells {
		values[i] = make([]float64, len(row))
		for b, x := range row {
			values[i][b] = math.Log(x)
		}
	}
	return values
}

// blockEffects splits values into levels plus n blocks by least squares and
// returns the blocks, with a mean of 0. Where each level has each block one pass
// does it; where trials are missing the passes converge.
func blockEffects(values [][]float64, n int) []float64 {
	const passes, small = 200, 1e-13
	effects := make([]float64, n)
	for range passes {
		next := blockMeans(values, effects)
		mean, _ := meanWithout(next, make([]float64, n))
		change := 0.0
		for b := range next {
			change = max(change, math.Abs(next[b]-mean-effects[b]))
			effects[b] = next[b] - mean
		}
		if change < small {
			break
		}
	}
	return effects
}

// blockMeans returns the mean of what is left in each block without the levels,
// where these are the means without the effects so far.
func blockMeans(values [][]float64, effects []float64) []float64 {
	means, count := make([]float64, len(effects)), make([]float64, len(effects))
	for _, row := range values {
		level, _ := meanWithout(row, effects)
		for b, y := range row {
			if !math.IsNaN(y) {
				means[b] += y - level
				count[b]++
			}
		}
	}
	for b := range means {
		means[b] /= count[b]
	}
	return means
}

// meanWithout returns the mean of what is left of a level without the effects of
// the blocks, and of how many trials it is.
func meanWithout(row, effects []float64) (mean float64, n int) {
	for b, y := range row {
		if !math.IsNaN(y) {
			mean += y - effects[b]
			n++
		}
	}
	return mean / float64(max(n, 1)), n
}
