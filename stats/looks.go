package stats

import "fmt"

// mostLooks is how many looks the constants are known for.
const mostLooks = 5

// LookAlpha returns the level to test at in each of so many looks at growing data,
// so that one of them or more errs with a chance of alpha at most, one-sided: the
// constant boundary of Pocock (Biometrika 64, 1977). At an alpha of 0.05 that is
// 0.0304, 0.0232, 0.0194 and 0.0169 for 2 to 5 looks. The looks have to be fixed
// before the first one; to go on until something is significant errs in 10 to 22 %.
//
// The constants are of normal sums looked at after equal numbers of repeats. It is
// conservative where the first look takes more repeats than there are between two
// (8, 12, 16, 20: the looks then agree more), where the run ends as soon as it
// passes, and for an alpha between those of the table (0.05, 0.025, 0.01, 0.001),
// which takes the share of the next smaller one; below 0.001 alpha is divided by the
// number of looks. The first look taking less than the others is not covered. Only
// 1 to 5 looks and an alpha in (0, 1) are no error.
func LookAlpha(looks int, alpha float64) (float64, error) {
	if looks < 1 || looks > mostLooks {
		return 0, fmt.Errorf("%d looks: 1 to %d are possible", looks, mostLooks)
	}
	if !(alpha > 0 && alpha < 1) {
		return 0, fmt.Errorf("alpha %v is not between 0 and 1", alpha)
	}
	table := [...]struct {
		alpha  float64
		shares [mostLooks]float64 // of alpha, by looks from 1
	}{
		{0.05, [...]float64{1, 0.608, 0.464, 0.388, 0.338}},
		{0.025, [...]float64{1, 0.5877, 0.4410, 0.3642, 0.3162}},
		{0.01, [...]float64{1, 0.5685, 0.4192, 0.3422, 0.2946}},
		{0.001, [...]float64{1, 0.5392, 0.3859, 0.3089, 0.2621}},
	}
	for _, row := range table {
		if alpha >= row.alpha {
			return alpha * row.shares[looks-1], nil
		}
	}
	return alpha / float64(looks), nil
}
