package stats

// Shape says what the throughput of a sweep does with growing load.
type Shape uint8

const (
	// ShapeUnknown says that the data do not tell: too few levels or repeats, or a
	// peak that does not stand up to the rules of [Scale].
	ShapeUnknown Shape = iota
	// ShapePeak has its largest throughput within the tested loads, and less of it
	// beyond.
	ShapePeak
	// ShapeRising still gains at the largest load that was tested.
	ShapeRising
	// ShapeSaturated gains nothing more from some load on.
	ShapeSaturated
	// ShapeNone fits none of the models: only the data speak.
	ShapeNone
)

// String returns the shape as it is written in results.
func (s Shape) String() string {
	switch s {
	case ShapePeak:
		return "peak"
	case ShapeRising:
		return "rising"
	case ShapeSaturated:
		return "saturated"
	case ShapeNone:
		return "none"
	case ShapeUnknown:
		return "unknown"
	default:
		return "invalid"
	}
}

// Scalability is what a sweep over loads tells.
type Scalability struct {
	Shape Shape

	// Best is the model with the least AICc, and Fits are all four in the order of
	// their kinds; both are empty where there are too few levels or trials to choose.
	Best Fit
	Fits []Fit
	// LackOfFit is the p-value of Best against the scatter of the repeats: small
	// means that it misses the levels by more than noise. It is 1 where there is
	// nothing to judge it by, which is so with one repeat.
	LackOfFit float64
	// Misfit is by which part Best misses the level that it misses most (0.05 is
	// 5 %).
	Misfit float64

	// At is the load of the peak (ShapePeak), or that from which on more brings
	// nothing (ShapeSaturated), with its interval at the confidence asked for. Lo and
	// Hi are At where there is no interval, with one repeat. All three are 0 for
	// the other shapes.
	At, Lo, Hi float64
	// Throughput is that of Best at the peak, or the most where it is saturated, or
	// that at Tested where it is rising; 0 for the other shapes.
	Throughput float64

	// Retrograde says that the throughput of the last level is certain to be below
	// that of another one, whatever the models say.
	Retrograde bool
	// Tested is the largest load with a measurement.
	Tested float64
}

const (
	// leastLevels are needed for any shape: a rise takes two levels to be seen, and
	// so does a plateau.
	leastLevels = 4
	// leastPeakLevels are needed to name a peak. Three parameters take as many
	// levels, and as many again to contradict them.
	leastPeakLevels = 6
	// leastPlateau is how many levels must lie on a plateau. One alone is no
	// plateau: it is as well a rise that has become less steep.
	leastPlateau = 2
)

// Scale judges a sweep: which of the four models describes it, whether that one
// describes it at all, and what may be claimed of a peak.
//
//  1. Each block is freed of what its trials share, and the four models are
//     fitted with LogLoss as [FitModel] does. The least AICc chooses.
//  2. Where there are repeats, the F-test of lack of fit holds the choice against
//     the scatter of the repeats; below 0.025 the shape is ShapeNone, if a level is
//     missed by more than 4 %. No law is exactly true, and where trials hardly
//     differ the test finds a per cent that changes no answer. ShapeNone it is also
//     where the choice still rises at a last level that is Retrograde.
//  3. A knee, or Amdahl's law that has come within 5 % of its limit, is
//     ShapeSaturated if at least 2 levels lie within 5 % of the most. The interval is the
//     jackknife over blocks, of ln At with n-1 degrees of freedom.
//  4. USL is ShapePeak if there are at least 6 levels and 2 repeats, the peak
//     N* = sqrt((1-Sigma)/Kappa) lies between the smallest and the largest load, and
//     both that and the choice of USL remain if any one block is left out: USL fits
//     a peak to any plateau, and a few trials by chance prefer it. If the peak lies
//     above the largest load, with and without each block, it is ShapeRising.
//     Everything between is ShapeUnknown.
//  5. Everything else is ShapeRising.
//
// Fewer than 4 levels, or fewer than 6 trials beyond those that the blocks take
// (one repeat of 5 levels), are ShapeUnknown. With 4 or 5 levels a rise, a plateau
// and a lack of fit are told, and no peak. With one repeat there is no interval
// and no test of fit: what is claimed is only that the model describes these
// levels with the least loss, and no peak.
//
// Retrograde is a paired t-test of the logarithms between the last level and each
// other one, at (1-confidence)/2 by the number of comparisons (Bonferroni); it
// takes two repeats.
//
// Only levels that the server limited belong in here: where the client was at its
// limit the curve bends for another reason. A load or a throughput outside
// 1e-9..1e15 is left out. A confidence outside (0, 1) is taken as 0.95. The order
// of the levels does not matter; levels of the same load count as one of the 4 and
// of the 6. All numbers that are returned are finite, except the AICc of a
// [FitModel] that had too few trials.
func Scale(levels []Level, confidence float64) Scalability {
	confidence = confidenceOr95(confidence)
	s := newSweep(levels)
	r := Scalability{LackOfFit: 1}
	if len(s.loads) == 0 {
		return r
	}
	r.Tested = s.loads[len(s.loads)-1]
	r.Retrograde = s.retrograde((1 - confidence) / 2)
	if s.levels() < leastLevels {
		return r
	}
	p := s.points(LogLoss)
	var ok bool
	if r.Best, r.Fits, ok = p.compete(); !ok {
		return r
	}
	r.LackOfFit = p.lackOfFit(r.Best)
	r.Misfit = p.worst(r.Best)
	if r.LackOfFit < rejectFit && r.Misfit > negligible {
		r.Shape = ShapeNone
		return r
	}
	r.claim(s, confidence)
	if r.Retrograde && r.Shape == ShapeRising {
		r.Shape, r.Throughput = ShapeNone, 0
	}
	return r
}

// levels returns how many different loads there are.
func (s sweep) levels() int {
	n := 0
	for i, load := range s.loads {
		if i == 0 || load > s.loads[i-1] {
			n++
		}
	}
	return n
}
