package stats

import "slices"

// mostSorted is how many differences are worth writing down.
const mostSorted = mostCountedApart * mostCountedApart

// differences are those between each of a candidate's numbers and each of a base's,
// of which there may be too many to write down.
type differences struct {
	n               int
	sorted          []float64 // nil where there are too many
	base, candidate []float64 // ascending
}

func newDifferences(base, candidate []float64) *differences {
	d := &differences{n: len(base) * len(candidate), base: base, candidate: candidate}
	if d.n <= mostSorted {
		d.sorted = make([]float64, 0, d.n)
		for _, c := range candidate {
			for _, b := range base {
				d.sorted = append(d.sorted, c-b)
			}
		}
		slices.Sort(d.sorted)
	}
	return d
}

func (d *differences) median() float64 {
	if d.n%2 == 1 {
		return d.at(d.n / 2)
	}
	a, b := d.at(d.n/2-1), d.at(d.n/2)
	return a + (b-a)/2
}

// at is the k-th smallest difference, from 0; of very many it is right to a
// hundred-billionth.
func (d *differences) at(k int) float64 {
	if d.sorted != nil {
		return d.sorted[k]
	}
	last := len(d.base) - 1
	from := d.candidate[0] - d.base[last]
	to := d.candidate[len(d.candidate)-1] - d.base[0]
	for to-from > 1e-11 {
		half := from + (to-from)/2
		if d.upTo(half) > k {
			to = half
		} else {
			from = half
		}
	}
	return to
}

// upTo counts the differences of at most x, in one pass over both sides.
func (d *differences) upTo(x float64) (n int) {
	first := 0 // the base's that are not too small
	for _, c := range d.candidate {
		for first < len(d.base) && c-d.base[first] > x {
			first++
		}
		n += len(d.base) - first
	}
	return n
}
