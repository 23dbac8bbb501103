package stats

// MSER5 says where the steady state of ys begins, one number of each equal window
// of time of a trial: the first truncate of them are warm-up. It groups ys into
// means of five and cuts off those d of m means, at most half, that minimise the
// squared standard error of the rest, sum (y - mean)^2 / (m-d)^2 (White, Cobb and
// Spratt, WSC 2000; the best automatic rule for Hoad, Robinson and Davies, WSC 2008).
//
// A steady of false says that half goes, and more might have to, or that less than
// half, but a quarter, would have an error half as large: the trial has no steady
// state that could be told from its warm-up. Of steady trials of 200 windows less
// than 1 % are called so, of 100 windows up to 5 %. With fewer, or a number that is
// not finite, there is no telling: nothing is cut, and steady is true.
func MSER5(ys []float64) (truncate int, steady bool) {
	const batch, fewest = 5, 20
	m := len(ys) / batch
	if m < fewest || len(finite(ys)) < len(ys) {
		return 0, true
	}
	scores := tailScores(ys, batch)
	half, best, steady := m/2, 0, true
	for d := range half + 1 {
		if scores[d] < scores[best] {
			best = d
		}
	}
	for _, late := range scores[half : m-m/4+1] {
		steady = steady && late >= scores[best]/2
	}
	return best * batch, steady && best < half
}

// tailScores groups ys into means of batch and returns, for each number of means
// that may be cut off, the squared standard error of the rest as MSER takes it. It
// goes from the end, so that one pass gives all (Welford 1962).
func tailScores(ys []float64, batch int) []float64 {
	scores := make([]float64, len(ys)/batch)
	var mean, squares float64
	for d := len(scores) - 1; d >= 0; d-- {
		var y float64
		for _, window := range ys[d*batch : (d+1)*batch] {
			y += window / float64(batch)
		}
		n := float64(len(scores) - d)
		delta := y - mean
		mean += delta / n
		squares += delta * (y - mean)
		scores[d] = squares / (n * n)
	}
	return scores
}
