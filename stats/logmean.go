package stats

import "math"

// Estimate is a value with its interval, in the unit of the sample.
type Estimate struct {
	N             int // how many numbers it rests on
	Value, Lo, Hi float64
}

// LogMean estimates the geometric mean exp(mean(ln x)) of xs, with the two-sided
// interval exp(mean(ln x) +/- t s/sqrt(n)), where s is the standard deviation of
// ln x and t the (1+confidence)/2 quantile of Student's t with n-1 degrees of
// freedom. Hi of a confidence of 0.90 is so the one-sided bound of 95 %.
//
// The scale is the logarithm because the noise of a time, a rate or a quantile
// multiplies. Each number has to stand for one trial: the interval of the
// per-trial quantiles holds 92 to 96 % where that of the pooled requests holds
// half of it.
//
// NaN and the infinities are left out. Where N < 2 there is no interval, and Lo
// and Hi are Value. A number that is 0 or less has no logarithm: then nothing is
// claimed, and the result is the zero Estimate. A confidence outside (0, 1) is
// taken as 0.95.
func LogMean(xs []float64, confidence float64) Estimate {
	return logInterval(xs, confidence, func(n float64) float64 { return math.Sqrt(1 / n) })
}

// logInterval is exp(m +/- t s factor(n)), m and s of the logarithms.
func logInterval(xs []float64, confidence float64, factor func(n float64) float64) Estimate {
	logs, ok := logsOf(xs)
	if !ok || len(logs) == 0 {
		return Estimate{}
	}
	n := len(logs)
	mean, sd := meanDeviation(logs)
	e := Estimate{N: n, Value: finiteExp(mean), Lo: finiteExp(mean), Hi: finiteExp(mean)}
	if n < 2 || sd == 0 {
		return e
	}
	half := studentQuantile((1+confidenceOr95(confidence))/2, n-1) * sd * factor(float64(n))
	e.Lo, e.Hi = finiteExp(mean-half), finiteExp(mean+half)
	return e
}

// confidenceOr95 replaces a confidence that is none.
func confidenceOr95(confidence float64) float64 {
	if confidence > 0 && confidence < 1 {
		return confidence
	}
	return 0.95
}

// logsOf returns the logarithms of the finite numbers among xs; ok is false where
// one of them has none.
func logsOf(xs []float64) (logs []float64, ok bool) {
	logs = make([]float64, 0, len(xs))
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		if x <= 0 {
			return nil, false
		}
		logs = append(logs, math.Log(x))
	}
	return logs, true
}

// meanDeviation returns the mean and the standard deviation (divided by n-1; 0
// for one number) of xs, which is not empty.
func meanDeviation(xs []float64) (mean, sd float64) {
	n := float64(len(xs))
	for _, x := range xs {
		mean += x / n
	}
	if len(xs) < 2 {
		return mean, 0
	}
	var squares float64
	for _, x := range xs {
		squares += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(squares / (n - 1))
}

// finiteExp is exp(x), and the largest number where that is infinite: a result
// is written as JSON, which has no word for it.
func finiteExp(x float64) float64 {
	return min(math.Exp(x), math.MaxFloat64)
}
