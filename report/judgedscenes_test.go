package report_test

import (
	"math"
	"slices"
	"strconv"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

func concurrency(c *judge.Cell) int { return c.Spec.Load.Concurrency }

// judgedScenes are experiments with everything that a judge may say.
func judgedScenes() []scene {
	return []scene{gateScene(), smokeScene(), capacityScene(), bestScene(), kneeScene(), doubtScene(), nightlyScene(), lookScene(), candidatesScene()}
}

// allScenes are those with a judgement and those without.
func allScenes() []scene { return append(scenes(), judgedScenes()...) }

// gateScene compares two targets, as a pull request would.
func gateScene() scene {
	return scene{
		name: "pr-gate", seed: 20418, repeats: 10, alone: 12 * time.Millisecond,
		targets: []runner.Target{{Name: "base", BaseURL: "http://127.0.0.1:8081"}, {Name: "head", BaseURL: "http://127.0.0.1:8082"}},
		fields:  []runner.Field{param("q", "shoes", "red+shoes"), field("iterations", "1000"), field("concurrency", "8", "32", "64")},
		fail: func(r *runner.Result) {
			if l := r.Trial.Spec.Load; r.Trial.Target == "head" && l.Concurrency == 64 {
				slower := 1.24
				if q, _ := r.Trial.Point.Value("q"); q != "shoes" {
					slower = 1.03 + 0.2*float64(r.Trial.Seq%7)/7
				}
				r.Latency = tail(r.OK, 12*time.Millisecond, time.Duration(slower*30e6))
			} else {
				r.Latency = tail(r.OK, 12*time.Millisecond, 30*time.Millisecond)
			}
		},
		judged: func(d *report.Data) *judge.Judgement {
			d.Plan.WarmupBlocks = 1
			warm := d.Results[0]
			warm.Trial.Discarded, warm.Trial.Block = true, 0
			again := d.Results[1]
			again.Trial.Attempt = 1
			d.Results = append([]runner.Result{warm}, append(d.Results, again)...)
			j := okay(d)
			gates := []judge.Ruling{
				{Kind: "gate", Text: "throughput worse_by 5%", Verdict: stats.Pass},
				{Kind: "gate", Text: "p99 worse_by 10% floor 5ms", Verdict: stats.Fail},
			}
			for k, metric := range []string{"throughput", "p99"} {
				gates[k].At.Line = 19 + k
				for i := 0; i < len(j.Cells); i += 2 {
					noise := 0.009 + 0.003*float64(i)
					if metric == "p99" && i == 10 {
						noise = 0.088
					}
					c := compared(&j.Cells[i], &j.Cells[i+1], metric, "base", "head", noise)
					j.Comparisons = append(j.Comparisons, c)
					gates[k].Cases = append(gates[k].Cases, gateCase(&c, &j.Cells[i+1], 0.05*float64(k+1)))
				}
			}
			head := func(c *judge.Cell) bool { return c.Target == "head" }
			j.Rulings = append([]judge.Ruling{
				ruledOn(j, 15, "error_rate < 0.1%", "error_rate", 0.001, head),
				ruledOn(j, 16, "p99 < 900ms when concurrency <= 64", "p99", 900e6, head),
			}, gates...)
			j.Notes = []string{"A/A rate of this machine: 4 of 100 comparisons of equals were called different"}
			return j
		},
	}
}

func gateCase(c *judge.Comparison, cell *judge.Cell, tolerated float64) judge.Case {
	e := &c.Effect
	one := judge.Case{
		Cell: cell, Verdict: stats.Undecided, Metric: c.Metric, Limit: tolerated, P: e.P, Needs: 21,
		Value: stats.Estimate{N: e.N, Value: math.Expm1(e.Change), Lo: math.Expm1(e.Lo), Hi: math.Expm1(e.Hi)},
	}
	switch {
	case one.Value.Lo > tolerated:
		one.Verdict, one.Needs = stats.Fail, 0
	case one.Value.Hi < tolerated:
		one.Verdict, one.Needs = stats.Pass, 0
	}
	return one
}

// tail is a histogram of which 2 % are slow.
func tail(n int64, fast, slow time.Duration) *stats.Histogram {
	h := stats.NewHistogram()
	for i := range n {
		if i%50 == 7 {
			h.Record(slow + time.Duration(i)*time.Microsecond)
		} else {
			h.Record(fast + time.Duration(i%40)*10*time.Microsecond)
		}
	}
	h.Pack()
	return h
}

// smokeScene has thresholds only.
func smokeScene() scene {
	return scene{
		name: "smoke", seed: 8, repeats: 3,
		fields: []runner.Field{field("iterations", "500"), field("concurrency", "1", "10", "50"), field("delay", "20ms", "100ms")},
		keep:   func(v map[string]string) bool { return v["delay"] == "20ms" || v["concurrency"] != "1" },
		judged: func(d *report.Data) *judge.Judgement {
			j := okay(d)
			j.Rulings = []judge.Ruling{
				ruledOn(j, 8, "errors == 0", "errors", 0, nil),
				ruledOn(j, 9, "ratio < 1.10 when concurrency <= 10", "ratio", 1.10, func(c *judge.Cell) bool { return concurrency(c) <= 10 }),
				ruledOn(j, 10, "ratio < 1.05", "ratio", 1.05, nil),
				ruledOn(j, 11, "p99 < 21200us and ratio < 1.25 when delay == 20ms", "p99", 21.2e6, func(c *judge.Cell) bool { return *c.Spec.Load.Delay == 20*time.Millisecond }),
				ruledOn(j, 12, "p999 < 150ms when delay == 100ms", "p999", 150e6, func(c *judge.Cell) bool { return *c.Spec.Load.Delay > 20*time.Millisecond }),
				ruledOn(j, 13, "elapsed < 15s", "elapsed", 15e9, nil),
				{Kind: "threshold", Text: "p50 < 1s when concurrency > 100", Verdict: stats.Invalid},
			}
			j.Rulings[6].At.Line = 14
			return j
		},
	}
}

// capacityScene searches for the largest concurrency under a condition.
func capacityScene() scene {
	return scene{
		name: "capacity", seed: 11, repeats: 1, alone: 80 * time.Millisecond, baseURL: "http://127.0.0.1:8080",
		fields: []runner.Field{field("duration", "10s"), field("concurrency", "4", "16", "48", "64", "128")},
		fail: func(r *runner.Result) {
			c := r.Trial.Spec.Load.Concurrency
			if c > 48 {
				r.Latency = tail(r.OK, time.Duration(c)*time.Millisecond*5/2, time.Duration(c)*42*time.Millisecond/10)
			}
			if c == 128 {
				failing(r, 40, "status", 503, "status 503")
			}
		},
		judged: func(d *report.Data) *judge.Judgement {
			d.Plan.Search = &runner.Search{Find: "concurrency", From: 4, To: 512, Trials: 30}
			j := okay(d)
			f := judge.Found{
				Find: "concurrency", Under: "p99 < 250ms and error_rate < 0.5%", Safe: 48, Confirmed: true, Trials: 14,
				Likely: stats.Estimate{N: 14, Value: 53.2, Lo: 49.8, Hi: 57.1},
			}
			for i := range j.Cells {
				c := &j.Cells[i]
				t := judge.Tried{Level: float64(concurrency(c)), Trials: 1 + 5*(i%2), Cell: c, Holds: stats.Pass, Answer: concurrency(c) == 48}
				if concurrency(c) > 48 {
					t.Holds = stats.Fail
				}
				f.Levels = append(f.Levels, t)
			}
			f.Levels[3].Holds = stats.Undecided
			j.Answer.Found = []judge.Found{f}
			r := judge.Ruling{Kind: "at_least", Text: "at_least 64", Verdict: stats.Fail, Cases: []judge.Case{{Verdict: stats.Fail, Metric: "concurrency", Limit: 64, Value: stats.Estimate{N: 14, Value: 48, Lo: 48, Hi: 48}}}}
			r.At.Line = 6
			j.Rulings = []judge.Ruling{r}
			return j
		},
	}
}

// bestScene compares disciplines.
func bestScene() scene {
	s := sceneNamed("disciplines")
	s.name, s.note = "best", nil
	s.judged = func(d *report.Data) *judge.Judgement {
		j := okay(d)
		b := &judge.Best{Discipline: "window", Concurrency: 100}
		at := func(name string) *judge.Cell {
			return &j.Cells[slices.IndexFunc(j.Cells, func(c judge.Cell) bool { return c.Spec.Load.Discipline == name && concurrency(&c) == 100 })]
		}
		for _, other := range []string{"semaphore", "chunk", "static"} {
			b.Others = append(b.Others, compared(at("window"), at(other), "elapsed", "window", other, 0.02))
		}
		b.Others[2].Word, b.Others[2].Effect.MDE = judge.Unclear, 0.3
		j.Answer.Best = b
		return j
	}
	return s
}

// kneeScene is a sweep over a server that can do 195 requests a second.
func kneeScene() scene {
	return scene{
		name: "quote-sweep", seed: 5121, repeats: 3, service: 120 * time.Millisecond, baseURL: "http://10.0.3.17:8080",
		fields: []runner.Field{field("iterations", "500"), field("duration", "20s"), field("concurrency", "1", "2", "5", "10", "20", "50", "100")},
		fail: func(r *runner.Result) {
			c := r.Trial.Spec.Load.Concurrency
			if c <= 2 {
				r.Requests, r.OK, r.Cut, r.Elapsed = int64(166*c), int64(166*c), true, 20*time.Second+time.Duration(r.Trial.Seq)*time.Millisecond
				r.Latency = tail(r.OK, 120*time.Millisecond, 124*time.Millisecond)
				r.Statuses[200] = r.OK
			}
			if c > 24 {
				r.Elapsed = time.Duration(2600+10*r.Trial.Repeat) * time.Millisecond
				r.Latency = tail(r.OK, time.Duration(c)*5150*time.Microsecond, time.Duration(c)*5900*time.Microsecond)
			}
		},
		judged: func(d *report.Data) *judge.Judgement {
			j := okay(d)
			for i := range j.Cells {
				j.Cells[i].Bound = j.Cells[i].Throughput.Center / min(float64(concurrency(&j.Cells[i]))/0.12, 195)
			}
			j.Answer.Curves = []judge.Curve{{Load: "concurrency", Levels: 7, Next: []float64{24, 32}, Shape: stats.Scalability{
				Shape: stats.ShapeSaturated, At: 23.4, Lo: 22.1, Hi: 25.8, Throughput: 191.3, Tested: 100, LackOfFit: 0.4,
				Best: stats.Fit{Kind: stats.Knee, Lambda: 8.2, Cap: 191.3, RSS: 0.01, AICc: -120.5, Params: 2},
				Fits: []stats.Fit{{Kind: stats.Linear, Lambda: 4, RSS: 3, AICc: 2, Params: 1}, {Kind: stats.Knee, Lambda: 8.2, Cap: 191.3, RSS: 0.01, AICc: -120.5, Params: 2}},
			}}}
			return j
		},
	}
}

// doubtScene has verdicts of all kinds.
func doubtScene() scene {
	s := sceneNamed("trouble")
	s.name, s.done = "doubtful", nil
	s.judged = func(d *report.Data) *judge.Judgement {
		pressure, steal := 0.34, 0.011
		for i := range d.Results {
			r := &d.Results[i]
			r.Client.Wall, r.Client.CPU, r.Client.Processors, r.Client.Pressure, r.Client.Steal = r.Elapsed, r.Elapsed/5, 2, &pressure, &steal
			r.Client.Lag = tail(100, 70*time.Microsecond, 8*time.Millisecond)
		}
		j := okay(d)
		hundred := func(c *judge.Cell) bool { return concurrency(c) == 100 }
		spoil(j, judge.NoisyHost, judge.Suspect, "something waited for a processor 34 % of the time (limit 25 %)", func(c *judge.Cell) bool { return concurrency(c) == 10 && c.Point.Number != 6 })
		spoil(j, judge.Failures, judge.Suspect, "5.0 % of the requests failed (limit 1 %)", hundred)
		spoil(j, judge.ClientLimited, judge.Invalid, "the client's own delay is 31 % of p99 (limit 10 %)", func(c *judge.Cell) bool { return c.Point.Number == 8 })
		spoil(j, judge.ClientLimited, judge.Invalid, "the client's own delay is 44 % of p99 (limit 10 %)", func(c *judge.Cell) bool { return c.Point.Number == 9 })
		j.Cells[7].Invalid, j.Cells[8].Invalid = 1, 3
		for i := range j.Cells {
			j.Cells[i].Ceiling = 0.02 * float64(concurrency(&j.Cells[i]))
		}
		j.Verdicts["p8r2"] = j.Cells[7].Verdict
		j.Verdicts["p4r1"] = j.Cells[3].Verdict
		j.Answer.Curves = []judge.Curve{{Load: "concurrency", Levels: 3, Left: 1}}
		return j
	}
	return s
}

// nightlyScene compares a run with stored ones.
func nightlyScene() scene {
	return scene{
		name: "nightly", seed: 31, repeats: 6, alone: 8 * time.Millisecond, baseURL: "http://staging.internal:8080",
		fields: []runner.Field{param("user", "small", "large"), field("iterations", "2000"), field("concurrency", "16", "64")},
		judged: func(d *report.Data) *judge.Judgement {
			d.Plan.Least, d.Plan.Repeats = 5, 20
			j := okay(d)
			r := judge.Ruling{Kind: "gate", Text: "throughput worse_by 5%", Verdict: stats.Undecided}
			r.At.Line = 12
			for i := range j.Cells {
				base := j.Cells[i]
				base.Throughput.Center *= 1 + 0.02*float64(i)
				c := compared(&base, &j.Cells[i], "throughput", "main", "this run", 0.041)
				c.Base.N = 9
				j.Comparisons = append(j.Comparisons, c)
				one := gateCase(&c, &j.Cells[i], 0.05)
				one.Needs, one.Why = 0, "3 stored runs, it takes 8"
				r.Cases = append(r.Cases, one)
			}
			j.Comparisons[3].Word, j.Comparisons[3].Why = judge.NotComparable, "other classes of errors than the baseline's"
			j.Comparisons[2].Word, j.Comparisons[2].Why, j.Comparisons[2].Effect = judge.TooFew, "3 blocks hold both arms, a comparison needs 6", stats.Effect{}
			j.Rulings = []judge.Ruling{r}
			j.Notes = []string{"another machine than the baseline's (8 -> 4 CPUs): the gate is advisory"}
			return j
		},
	}
}

// lookScene is a quick look: it judges nothing, whatever stands in its judgement.
func lookScene() scene {
	s := smokeScene()
	s.name, s.repeats = "look", 1
	full := s.judged
	s.judged = func(d *report.Data) *judge.Judgement {
		d.Plan.Steps = append(d.Plan.Steps, runner.Step{What: "quick", Text: "at most 5 requests per slot", Points: 5})
		return full(d)
	}
	return s
}

// candidatesScene compares several targets and has several curves.
func candidatesScene() scene {
	s := scene{
		name: "candidates", seed: 77, repeats: 6, alone: 10 * time.Millisecond,
		targets: []runner.Target{{Name: "go", BaseURL: "http://127.0.0.1:1"}, {Name: "rust", BaseURL: "http://127.0.0.1:2"}, {Name: "java", BaseURL: "http://127.0.0.1:3"}},
		fields:  []runner.Field{field("iterations", "400"), field("concurrency", "1", "2", "4", "8", "16", "32")},
	}
	s.judged = func(d *report.Data) *judge.Judgement {
		j := okay(d)
		for i := 0; i < len(j.Cells); i += 3 {
			for k := 1; k < 3; k++ {
				c := compared(&j.Cells[i], &j.Cells[i+k], "throughput", "go", d.Plan.Targets[k].Name, 0.003*float64(k*k))
				c.Effect.MDE *= 2
				j.Comparisons = append(j.Comparisons, c)
			}
		}
		j.Comparisons[3].Word = judge.Unclear
		spoil(j, judge.Unsteady, judge.Suspect, "no steady state before half of the trial", func(c *judge.Cell) bool { return c.Target == "java" && concurrency(c) == 32 })
		for k, t := range d.Plan.Targets {
			shape := stats.Scalability{Shape: stats.ShapePeak, At: 17.6 + float64(k), Lo: 16.9, Hi: 18.4 + float64(k), Throughput: 1884, Tested: 32, Retrograde: true}
			switch k {
			case 1:
				shape = stats.Scalability{Shape: stats.ShapeRising, Throughput: 3017, Tested: 32, LackOfFit: 1}
			case 2:
				shape = stats.Scalability{Shape: stats.ShapeNone, LackOfFit: 0.0042, Tested: 32, Retrograde: true}
			}
			j.Answer.Curves = append(j.Answer.Curves, judge.Curve{Rest: []runner.Setting{{Name: "target", Value: t.Name}}, Load: "concurrency", Levels: 6, Left: k / 2, Shape: shape})
		}
		for k := range 6 {
			j.Answer.Curves = append(j.Answer.Curves, judge.Curve{Rest: []runner.Setting{{Name: "depth", Param: true, Value: strconv.Itoa(k)}}, Load: "rate", Levels: 4 + k, Shape: stats.Scalability{Shape: stats.ShapeSaturated, At: 50, Lo: 50, Hi: 50, Throughput: 49.93, Tested: 80}})
		}
		return j
	}
	return s
}
