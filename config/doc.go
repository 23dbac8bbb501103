// Package config turns YAML text into an [Experiment] and tells every fault in
// it with file, line, column and a hint. It knows no network and sends
// nothing; the environment and other files are handed in.
//
// The text passes through four steps:
//
//	text -> nodes      yaml.go is the only file that knows the YAML library;
//	                   bounds.go, merge.go and tag.go say what it may not do,
//	                   syntax.go, flow.go, explain.go and structure.go what is
//	                   wrong where it gives up
//	nodes -> fields    keys.go lists all keys, decode.go walks them, override.go
//	                   and keypath.go apply --set; fields.go, factor.go, params.go,
//	                   request.go, body.go, report.go, relation.go and points.go read
//	                   them; targets.go, start.go and command.go what is said of
//	                   servers; repeats.go, checks.go, thresholds.go, gate.go and
//	                   search.go what judges the results
//	scalars -> values  scalar.go, number.go, unit.go, share.go, rate.go, range.go
//	text -> parts      template.go and environment.go; for conditions token.go,
//	                   scope.go, metric.go, checker.go, compare.go and expression.go
//
// and is then held together by check.go, load.go, placeholder.go, timing.go and host.go,
// which look at all fields at once. Faults know their place: source.go, pos.go, extent.go
// and passage.go find it, fault.go shows it. Conditions on what is measured answer for
// themselves, once there are results: decide.go and evaluate.go.
package config
