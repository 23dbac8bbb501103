// Package store turns a run under way into a folder of files that survives whatever
// ends the run, and such a folder back into what was measured. It knows no experiment
// file, no judgement and no table.
//
// A run's folder holds
//
//	experiment.yaml  the experiment file as it was run
//	manifest.json    who, when, on which machine: small, so that a list of runs is cheap
//	plan.json        the whole plan, written before the first trial
//	trials.ndjson    the journal: a line for each finished trial
//	samples/         a file of single requests for each trial, where they are kept
//	result.json      the run's report, written at its end
//	lock             held by whoever writes
//
// A line of the journal is the length of its JSON and the CRC-32C of it, eight
// hexadecimal digits each, and the JSON: it is on the disk before the next trial
// starts. What is torn or damaged is noticed, told and measured again; what is whole
// is never measured twice. Everything is opened beneath the folder (os.Root), no
// symbolic link is followed, and only the owner may read it.
package store
