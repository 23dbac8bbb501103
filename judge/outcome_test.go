package judge_test

import (
	"testing"

	"runexp/judge"
	"runexp/stats"
)

func TestOutcome(t *testing.T) {
	rulings := func(verdicts ...stats.Verdict) []judge.Ruling {
		var rs []judge.Ruling
		for _, v := range verdicts {
			rs = append(rs, judge.Ruling{Verdict: v, Cases: []judge.Case{{Verdict: v}}})
		}
		return rs
	}
	for _, c := range []struct {
		rulings []judge.Ruling
		want    judge.Outcome
	}{
		{nil, judge.Passed},
		{rulings(stats.Pass, stats.Pass), judge.Passed},
		{rulings(stats.Pass, stats.Undecided), judge.Undecided},
		{rulings(stats.Pass, stats.Invalid), judge.Undecided},
		{rulings(stats.Undecided), judge.Undecided},
		{rulings(stats.Undecided, stats.Fail, stats.Pass), judge.Failed},
		{rulings(stats.Invalid, stats.Fail), judge.Failed},
		{rulings(stats.Invalid, stats.Invalid), judge.Nothing},
		{[]judge.Ruling{{Verdict: stats.Undecided}}, judge.Nothing},
	} {
		j := judge.Judgement{Rulings: c.rulings}
		if got := j.Outcome(); got != c.want {
			t.Errorf("the outcome of %+v is %v, want %v", c.rulings, got, c.want)
		}
	}
	for o, want := range map[judge.Outcome]string{judge.Passed: "passed", judge.Failed: "failed", judge.Undecided: "undecided", judge.Nothing: "nothing judged", 9: "unknown"} {
		if o.String() != want {
			t.Errorf("outcome %d is called %s", o, o)
		}
	}
}
