package config

import "strings"

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
	case "assert", "ensure", "assertions":
		return "runexp says thresholds"
	case "extends", "import":
		return "files stand alone: use --set, or x- with anchors"
	case "method", "headers", "body", "json", "form":
		return "it goes under request: " + word
	}
	return ""
}
