package config

import (
	"slices"
	"strings"
)

// foreign is the hint for a word that other tools use for something of ours.
func foreign(word string, value *node) string {
	switch strings.ToLower(word) {
	case "target", "host", "base", "baseurl", "base-url", "endpoint":
		return "did you mean base_url? (targets compares two)"
	case "url", "uri":
		if value.shape == scalarShape && strings.HasPrefix(value.text, "/") {
			return "did you mean path?"
		}
		return "did you mean base_url?"
	case "vus", "users", "threads", "clients", "workers", "parallel", "size", "maxvus", "preallocatedvus":
		return "runexp says concurrency"
	case "requests", "count", "num_iter", "n", "num_requests":
		return "runexp says iterations"
	case "arrivalrate", "arrival_rate", "qps", "rps":
		return "runexp says rate: 50/s"
	case "sleep", "pause", "think":
		return "runexp says think_time"
	case "repeat", "runs", "repetitions":
		return "did you mean repeats?"
	case "matrix", "sweep", "scenarios", "variables":
		return "write the list on the field itself: concurrency: [1, 10, 100]"
	case "payload", "feeder":
		return "runexp says data"
	case "assert", "ensure", "assertions", "slo", "sla", "criteria":
		return "runexp says thresholds"
	case "compare", "variants", "arms", "endpoints":
		return "runexp says targets: {base: http://…, head: http://…}"
	case "max_time", "time_limit", "timebox", "max_duration":
		return "runexp says budget"
	case "extends", "import":
		return "files stand alone: use --set, or x- with anchors"
	case "method", "headers", "body", "json", "form":
		return "it goes under request: " + word
	}
	return misplaced(strings.ToLower(word))
}

// misplaced is the hint for a word that stands in a group of ours, or means one.
func misplaced(word string) string {
	switch word {
	case "baseline", "fail_if", "confidence", "correction", "looks":
		return "it goes under gate: " + word
	case "before_all", "before_trial", "after_trial", "after_all":
		return "it goes under hooks: " + word
	case "setup", "before":
		return "did you mean hooks: {before_all: …}?"
	case "teardown", "after":
		return "did you mean hooks: {after_all: …}?"
	case "server", "service", "command", "cmd", "run":
		return "did you mean start: {run: …, ready: …}?"
	case "find", "under", "at_least", "maximise", "maximize":
		return "it goes under search: {find: concurrency, from: 4, to: 512, under: …}"
	case "stop_when", "until":
		return "it goes under repeats: {min: 5, max: 20, stop_when: …}"
	case "tolerance", "regression":
		return "did you mean gate: {fail_if: [{metric: throughput, worse_by: 5%}]}?"
	case "stages", "ramp", "ramp_up", "rampup":
		return "each level is a trial of its own: concurrency: [1, 10, 100]"
	case "blocks":
		return "it goes under warmup: blocks"
	}
	return ""
}

// foreignWithin is what a group of ours calls a word of others: a key, perhaps with
// its value; key is the group's.
func foreignWithin(key, word string) string {
	group := key
	if rest, ok := strings.CutPrefix(key, "targets."); ok {
		if group = "targets"; strings.HasSuffix(rest, ".start") {
			group = "start"
		}
	}
	for _, known := range []struct{ group, words, ours string }{
		{"targets", "url uri host address endpoint target", "base_url"},
		{"start", "command cmd exec args program", "run"},
		{"start", "timeout wait", "within"},
		{"start", "health healthcheck url wait_for check probe", "ready"},
		{"start", "cwd working_dir workdir folder", "dir"},
		{"start", "environment vars", "env"},
		{"hooks", "setup before", "before_all"},
		{"hooks", "teardown after", "after_all"},
		{"hooks", "before_each", "before_trial"},
		{"hooks", "after_each", "after_trial"},
		{"gate", "tolerance threshold thresholds metric worse_by floor", "fail_if: [{metric: throughput, worse_by: 5%}]"},
		{"gate", "alpha significance level", "confidence: 95%"},
		{"gate", "reference base against", "baseline"},
		{"gate.fail_if", "tolerance by threshold worse max_change", "worse_by"},
		{"gate.fail_if", "minimum min_change absolute", "floor"},
		{"thresholds", "expr expression condition assert threshold", "check"},
		{"thresholds", "abort_on_fail abortonfail", "abort"},
		{"thresholds", "delay_abort_eval delayaborteval", "after"},
		{"thresholds", "if", "when"},
		{"search", "min start", "from"},
		{"search", "max end stop", "to"},
		{"search", "slo until while condition", "under"},
		{"search", "goal minimum", "at_least"},
		{"search", "repeats iterations max_trials", "trials"},
		{"checks", "calibration cal calibrated", "ceiling"},
		{"checks", "pressure", "psi"},
		{"repeats", "until stop", "stop_when"},
		{"warmup", "iterations count", "requests"},
		{"warmup", "passes rounds repeats", "blocks"},
	} {
		if known.group == group && slices.Contains(strings.Fields(known.words), strings.ToLower(word)) {
			return known.ours
		}
	}
	return ""
}
