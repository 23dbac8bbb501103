// Package judge turns results into cells, verdicts, comparisons, rulings and
// answers, and says while an experiment runs which trial comes next. It knows no
// table, no disk and no machine.
package judge
