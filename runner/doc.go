// Package runner turns an experiment into a plan of trials and trials into
// results, one at a time. It judges nothing, prints nothing and writes no
// file: it knows only the [Executor] that it is given.
//
//	config.Experiment -> Plan of Trials -> Executor -> Result
//
// [NewPlan] is pure, so a plan can be shown, stored and compared before any
// load is sent. [Run] walks it; [Local] carries a trial out on this machine. The
// plan of a search has no trials yet: whoever judges its results asks
// [Plan.Probe] for the next one.
package runner
