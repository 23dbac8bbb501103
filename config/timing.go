package config

import "strings"

// timing says when a template is filled in, and so which names it may have. The
// zero value is for each request.
type timing struct {
	// once is at the start or end of a run, each before or after each trial.
	once, each bool
	// start is the server that the template belongs to: it starts once a run or for
	// each trial.
	start *Start
	// private says that what is filled in is seen by the command alone.
	private bool
}

// ofRequest and ofTrial report whether a request, or a trial, is at hand.
func (t timing) ofRequest() bool { return !t.once && !t.each && t.start == nil }

func (t timing) ofTrial() bool {
	return t.ofRequest() || t.each || t.start != nil && t.start.EachTrial
}

// untimely tells a placeholder of a command that stands for something which is not
// there when the command runs.
func (d *decoder) untimely(p Part, t placed) bool {
	if t.when.ofRequest() {
		return false
	}
	secret, isSecret := strings.CutPrefix(p.Name, "secret:")
	what, hint := "", ""
	switch {
	case isSecret && !t.when.private:
		what, hint = "other programs can read arguments", "write a text instead of a list: the shell fills in $"+short(secret)
		if t.when.start != nil {
			hint = "hand it over by env: {" + short(secret) + ": \"" + short(p.String()) + "\"}"
		}
	case p.Name == "random" || p.Name == "index":
		what = "it belongs to a request"
	case t.when.ofTrial():
	case p.Name == "trial" || p.Name == "target" && t.when.start == nil || d.experiment.Factor(p.Name) != nil || p.Name == d.searched():
		what, hint = "it belongs to a trial", "use before_trial or after_trial"
		if t.when.start != nil {
			hint = "add each: trial"
		}
	}
	if what != "" {
		d.fault(p.At, short(p.String())+" can't stand in "+t.key+": "+what, hint)
	}
	return what != ""
}
