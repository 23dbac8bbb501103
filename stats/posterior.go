package stats

import "math"

// Posterior is what is known, after some trials, of the load N0 at which a metric
// meets its limit: the largest one that holds it. It is an inverse regression on a
// grid. Near N0 the metric is taken to be a power of the load, which it leaves for
// an idle level a far below and for nothing known above:
//
//	ln(metric/limit) = b ln(load/N0), but at least a and at most 1.5,
//
// with residuals of Student's t with 3 degrees of freedom times s, so that an
// outlier says little. The slope b (0.3 to 8), the scatter s (0.03 to 0.4), the
// idle level (half of the limit, 70 % or 86 % of it) and N0 are all unknown and,
// before the first trial, all equally likely on a logarithmic scale. What is told
// of N0 holds for all of the others together, each weighted by how well it
// explains the trials.
//
// Compared with bisection, which believes single trials, it needs a few more of
// them and is not led astray by one that is wrong. A Posterior is made by
// [NewPosterior]; the zero value knows no load and answers 0.
type Posterior struct {
	grid   []float64 // ln N0, ascending, evenly spaced
	step   float64
	weight []float64 // of each N0, slope, idle level and scatter, relative to each other
	share  []float64 // of each N0; the sum is 1
	trials int
}

const (
	// gridPoints is how many values of N0 are weighed, more only where the range is
	// so wide that a step would be larger than coarsest.
	gridPoints = 161
	coarsest   = 0.045
	// Beyond these excesses a trial says only that it is far from the limit.
	leastExcess, mostExcess = -0.7, 1.5
)

// slopes returns the exponents b that are weighed, from a metric that hardly
// depends on the load to a wall.
func slopes() []float64 { return []float64{0.3, 0.5, 0.8, 1.2, 2, 3, 5, 8} }

// scatters returns the standard scales s of ln metric that are weighed.
func scatters() []float64 { return []float64{0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4} }

// idles returns the levels a, as ln(metric/limit), that a server which is not busy
// may keep. Without them the trials on a plateau close below the limit would pass
// for a gentle slope, and N0 for far too small.
func idles() []float64 { return []float64{leastExcess, -0.35, -0.15} }

// explanations is how many combinations of the three there are.
func explanations() int { return len(slopes()) * len(idles()) * len(scatters()) }

// NewPosterior returns what is known before the first trial of a search between
// two loads: nothing but that N0 lies between them. Their order does not matter;
// loads outside 1e-9..1e15 are taken as the nearer end, NaN as the lower one.
func NewPosterior(from, to float64) *Posterior {
	from, to = clampMeasure(from), clampMeasure(to)
	low, high := math.Log(min(from, to)), math.Log(max(from, to))
	n := max(gridPoints, int(math.Ceil((high-low)/coarsest))+1)
	p := &Posterior{
		grid: make([]float64, n), share: make([]float64, n),
		step:   (high - low) / float64(n-1),
		weight: make([]float64, n*explanations()),
	}
	for i := range p.weight {
		p.weight[i] = 1
	}
	for i := range p.grid {
		p.grid[i], p.share[i] = low+float64(i)*p.step, 1/float64(n)
	}
	return p
}

// clampMeasure returns the load nearest to x.
func clampMeasure(x float64) float64 {
	if !(x > leastMeasure) {
		return leastMeasure
	}
	return min(x, mostMeasure)
}

// Observe takes in one trial: its load and its excess ln(metric/limit), positive
// where the limit was violated. A trial without a metric since it failed is one of
// excess +Inf. What is no load, or NaN, is no trial.
func (p *Posterior) Observe(load, excess float64) {
	if len(p.grid) == 0 || !measured(load) || math.IsNaN(excess) {
		return
	}
	p.trials++
	x, y := math.Log(load), min(max(excess, leastExcess), mostExcess)
	slopes, idles, scatters := slopes(), idles(), scatters()
	weight, total := p.weight, 0.0
	for i, n0 := range p.grid {
		p.share[i] = 0
		for _, slope := range slopes {
			power := min(slope*(x-n0), mostExcess)
			for _, idle := range idles {
				p.share[i] += update(weight[:len(scatters)], y-max(power, idle), scatters)
				weight = weight[len(scatters):]
			}
		}
		total += p.share[i]
	}
	p.normalise(total)
}

// update multiplies the weight of each scatter s with the density of a residual,
// 1/(s (1 + (residual/s)^2/3)^2) but for a constant, and returns their sum.
func update(weight []float64, residual float64, scatters []float64) (sum float64) {
	for i, s := range scatters {
		below := 3*s*s + residual*residual
		weight[i] *= s * s * s / (below * below)
		sum += weight[i]
	}
	return sum
}

// normalise makes the shares of N0 sum to 1, and keeps the weights in the middle
// of what a number can hold: however many trials there are, no explanation that
// counts ever vanishes.
func (p *Posterior) normalise(total float64) {
	for i := range p.share {
		p.share[i] /= total
	}
	if total > 1e-50 && total < 1e50 {
		return
	}
	for i := range p.weight {
		p.weight[i] /= total
	}
}

// Next returns the load to try next: in turn the quantiles 50, 30 and 70 % of N0.
// Trials at both sides of the limit tell the slope, and with it more about N0 than
// trials at the best guess alone.
func (p *Posterior) Next() float64 {
	return p.Quantile([]float64{0.5, 0.3, 0.7}[p.trials%3])
}

// Quantile returns the load that N0 lies below with probability q, in the unit of
// the loads. A q of 0.5 is the best guess; 0.05 is the load to name as safe, which
// holds the limit with 95 %. The weight of each point of the grid is spread evenly
// (on the logarithmic scale) over its surroundings. A q outside 0..1 counts as
// the nearer of the two, NaN as 0.
func (p *Posterior) Quantile(q float64) float64 {
	if len(p.grid) == 0 {
		return 0
	}
	if !(q > 0) {
		q = 0
	}
	last := len(p.grid) - 1
	var below float64
	for i, share := range p.share {
		if below+share >= q && share > 0 {
			x := p.grid[i] + ((q-below)/share-0.5)*p.step
			return math.Exp(min(max(x, p.grid[0]), p.grid[last]))
		}
		below += share
	}
	return math.Exp(p.grid[last])
}

// leastTrials are taken before a search may be called narrow: a few lucky ones can
// agree by chance.
const leastTrials = 10

// Narrow tells whether the search may stop: after 10 trials or more the interval
// from the 5 % to the 95 % quantile is within +/-5 % of its middle.
func (p *Posterior) Narrow() bool {
	return p.trials >= leastTrials && p.Quantile(0.95) < 1.05*1.05*p.Quantile(0.05)
}

// Trials returns how many trials were taken in.
func (p *Posterior) Trials() int { return p.trials }
