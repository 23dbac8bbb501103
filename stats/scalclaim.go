package stats

import "math"

// claim says what the best fit allows to be said of the shape.
func (r *Scalability) claim(s sweep, confidence float64) {
	if r.Best.Kind == USL {
		r.claimPeak(s, confidence)
		return
	}
	load, most, ok := r.Best.Saturation()
	if !ok || s.plateau(r.Best, most) < leastPlateau {
		r.claimRise()
		return
	}
	var without []float64
	for rest := range s.leaveOneOut() {
		left, _, found := fitTo(r.Best.Kind, rest).Saturation()
		if !found {
			without = nil
			break
		}
		without = append(without, max(left, s.loads[0]))
	}
	// A plateau from the start on is one from the smallest load on.
	load = max(load, s.loads[0])
	r.Shape, r.At, r.Throughput = ShapeSaturated, load, most
	r.Lo, r.Hi = jackknife(load, without, confidence)
}

// claimPeak tells a peak from a rise where USL is the best fit, or neither.
func (r *Scalability) claimPeak(s sweep, confidence float64) {
	load, most, ok := r.Best.Peak()
	within := ok && load <= r.Tested
	var without []float64
	for rest := range s.leaveOneOut() {
		left, _, found := fitTo(USL, rest).Peak()
		if within != (found && left <= r.Tested) {
			return
		}
		if best, _, compared := rest.compete(); within && (!compared || best.Kind != USL) {
			return
		}
		without = append(without, left)
	}
	if !within {
		r.claimRise()
		return
	}
	if s.levels() < leastPeakLevels || len(without) < 2 || load < s.loads[0] {
		return
	}
	r.Shape, r.At, r.Throughput = ShapePeak, load, most
	r.Lo, r.Hi = jackknife(load, without, confidence)
}

// claimRise says that the throughput still rises at the largest load.
func (r *Scalability) claimRise() {
	r.Shape, r.Throughput = ShapeRising, r.Best.At(r.Tested)
}

// plateau returns on how many of the levels the fit has come within 5 % of the
// most that it gives.
func (s sweep) plateau(f Fit, most float64) int {
	n := 0
	for _, load := range s.loads {
		if f.At(load) >= saturated*most {
			n++
		}
	}
	return n
}

// retrograde tells whether the last level is certain to be below another: the
// paired t-test of ln X within the blocks, at alpha by the number of levels that
// it is compared with.
func (s sweep) retrograde(alpha float64) bool {
	last := len(s.cells) - 1
	for _, row := range s.cells[:last] {
		var drops []float64
		for b, x := range row {
			if drop := math.Log(x / s.cells[last][b]); !math.IsNaN(drop) {
				drops = append(drops, drop)
			}
		}
		n := len(drops)
		if n < 2 {
			continue
		}
		mean, sd := meanDeviation(drops)
		t := studentQuantile(1-alpha/float64(last), n-1)
		if mean > t*max(sd, noiseFloor)/math.Sqrt(float64(n)) {
			return true
		}
	}
	return false
}
