package config

import (
	"slices"
	"strings"
	"time"
)

// The defaults that hold when a file says nothing.
const (
	defaultRepeats  = 3
	defaultCooldown = 250 * time.Millisecond
	defaultMaxBody  = 1 << 30
)

// rootFields are the keys of an experiment, built or not.
func rootFields() []field {
	fields := []field{
		{name: "name", set: (*decoder).name},
		{name: "description", set: (*decoder).description},
		{name: "labels", set: (*decoder).labels},
		{name: "base_url", set: (*decoder).baseURL},
		{name: "targets", set: (*decoder).targets},
		{name: "start", group: startFields("start", ownStart)},
		{name: "path", set: (*decoder).path},
		{name: "request", group: append(later("auth tls follow_redirects cookies expect_continue"), []field{
			{name: "method", set: (*decoder).method},
			{name: "headers", set: (*decoder).headers},
			{name: "body", set: (*decoder).body},
			{name: "body_file", set: (*decoder).bodyFile},
			{name: "json", set: (*decoder).json},
			{name: "form", set: (*decoder).form},
			{name: "max_body", set: (*decoder).maxBody},
		}...)},
		{name: "params", set: (*decoder).params},
		{name: "service_time", set: (*decoder).serviceTime},
		// What follows relates to the factors and is read once all are known.
		{name: "zip", set: skip},
		{name: "where", set: skip},
		{name: "exclude", set: skip},
		{name: "include", set: skip},
		{name: "analysis", group: []field{
			{name: "rows", set: skip},
			{name: "by", set: skip},
			{name: "metrics", set: (*decoder).metrics},
		}},
		{name: "repeats", set: (*decoder).repeats},
		{name: "order", set: (*decoder).order},
		{name: "pairing", set: (*decoder).pairing},
		{name: "budget", set: (*decoder).budget},
		{name: "seed", set: (*decoder).seed},
		{name: "warmup", group: []field{
			{name: "requests", set: (*decoder).warmupRequests},
			{name: "duration", set: (*decoder).warmupDuration},
			{name: "blocks", set: (*decoder).warmupBlocks},
		}},
		{name: "cooldown", set: (*decoder).cooldown},
		{name: "samples", set: (*decoder).samples},
		{name: "expect", group: append(later("body_contains body_matches min_bytes sha256 max_latency"),
			field{name: "status", set: (*decoder).expectStatus})},
		{name: "limits", group: append(later("requests rate connections"),
			field{name: "hosts", set: (*decoder).hosts})},
		{name: "hooks", group: hookFields()},
		{name: "checks", group: checkFields()},
		{name: "thresholds", set: skip}, // once all names are known
		{name: "gate", group: gateFields()},
		{name: "search", group: searchFields()},
		{name: "inconclusive", set: (*decoder).inconclusive},
		{name: "report", set: (*decoder).report},
	}
	for _, l := range loadFields() {
		fields = append(fields, field{name: l.name, set: func(d *decoder, n *node) { d.factor(n.at, n, l) }})
	}
	return append(fields, later("urls data")...)
}

// later are fields that are not built yet.
func later(names string) []field {
	var fields []field
	for name := range strings.FieldsSeq(names) {
		fields = append(fields, field{name: name})
	}
	return fields
}

// skip leaves a field for later.
func skip(*decoder, *node) {}

// Keys lists the keys that are built, in dotted form such as request.headers,
// sorted. Groups are not in it, their keys are.
func Keys() []string {
	var keys []string
	var walk func(prefix string, fields []field)
	walk = func(prefix string, fields []field) {
		for _, f := range fields {
			if f.group != nil {
				walk(dotted(prefix, f.name), f.group)
			} else if f.set != nil {
				keys = append(keys, dotted(prefix, f.name))
			}
		}
	}
	walk("", rootFields())
	slices.Sort(keys)
	return keys
}
