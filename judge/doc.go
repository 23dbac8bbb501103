// Package judge turns results into cells: all repeats of one point, summarised.
// It knows no table, no disk and no machine.
package judge
