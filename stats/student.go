package stats

import "gonum.org/v1/gonum/stat/distuv"

// studentQuantile returns the p-quantile of Student's t distribution with df
// degrees of freedom, for p in (0, 1) and df of at least 1.
func studentQuantile(p float64, df int) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: float64(df)}.Quantile(p)
}
