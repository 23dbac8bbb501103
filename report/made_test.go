package report_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// This file makes up experiments and judgements of any shape.

// letters are what made-up names and values consist of: narrow and wide ones,
// marks without a width, emoji with all that may follow them, and what must not
// reach a terminal.
var letters = strings.Split("a b c x y z 0 1 9 . - _ / = é é ü ß Ж λ क्षि ไทย 漢 字 テ ス ト 한 글 ｱ 🙂 👍🏽 👨‍👩‍👧 🇩🇪 ❤️ 1️⃣ … ─ · \u202e \u200b \x1b[31m \x07 \t \n \u0085 \xff \u00a0 \u3000 |", " ")

type made struct{ *rand.Rand }

func (m made) word(most int) string {
	var b strings.Builder
	for range 1 + m.IntN(most) {
		if m.IntN(9) == 0 {
			b.WriteByte(' ')
		}
		b.WriteString(letters[m.IntN(len(letters))])
	}
	return b.String()
}

func (m made) values(n, most int) []string {
	seen := make(map[string]bool)
	var values []string
	for len(values) < n {
		if w := m.word(most); !seen[w] {
			seen[w] = true
			values = append(values, w)
		}
	}
	return values
}

// scene makes up an experiment of any shape.
func (m made) scene() scene {
	s := scene{
		name: m.word(12), seed: m.Uint64(), repeats: 1 + m.IntN(3), alone: time.Duration(1 + m.Int64N(int64(40*time.Second))),
		baseURL: "http://" + m.word(40),
		fields:  []runner.Field{field("iterations", strconv.Itoa(1+m.IntN(300)))},
	}
	s.fields = append(s.fields, field("concurrency", []string{"1", "10", "100000"}[:1+m.IntN(3)]...))
	for range m.IntN(4) {
		most := []int{3, 12, 200}[m.IntN(3)]
		s.fields = append(s.fields, param(m.word(20), m.values(1+m.IntN(3), most)...))
	}
	if m.IntN(3) == 0 {
		s.fields = append(s.fields, field("keepalive", "true", "false"))
	}
	m.Shuffle(len(s.fields), func(i, j int) { s.fields[i], s.fields[j] = s.fields[j], s.fields[i] })
	if m.IntN(2) == 0 {
		s.analysis.By = s.fields[m.IntN(len(s.fields))].Name
	}
	if m.IntN(3) == 0 {
		s.analysis.Metrics = report.Metrics()[m.IntN(9):][:1+m.IntN(8)]
	}
	if m.IntN(2) == 0 {
		n, cause := m.Int64N(3), m.word(300)
		s.fail = func(r *runner.Result) { failing(r, min(n, r.OK), "protocol", 599, cause) }
	}
	if m.IntN(3) == 0 {
		s.done = func(runner.Trial) bool { return m.IntN(4) > 0 }
	}
	for range m.IntN(3) {
		s.note = append(s.note, m.word(150))
	}
	if m.IntN(2) == 0 {
		s.judged = m.judgement
	}
	if m.IntN(4) == 0 {
		for _, name := range m.values(2+m.IntN(3), 20) {
			s.targets = append(s.targets, runner.Target{Name: name, BaseURL: m.word(30)})
		}
	}
	return s
}

// number makes up a number of any size.
func (m made) number() float64 {
	return (m.Float64() - 0.2) * math.Pow(10, float64(m.IntN(40)-12))
}

func (m made) estimate() stats.Estimate {
	x := m.number()
	return stats.Estimate{N: m.IntN(5), Value: x, Lo: x - m.number(), Hi: x + m.number()}
}

// judgement makes up whatever may stand in one.
func (m made) judgement(d *report.Data) *judge.Judgement {
	j := okay(d)
	j.Notes = m.values(m.IntN(3), 120)
	metrics := append(report.Metrics(), m.word(20))
	cell := func() *judge.Cell { return &j.Cells[m.IntN(len(j.Cells))] }
	for range m.IntN(6) {
		c := cell()
		c.Invalid = m.IntN(c.Repeats + 1)
		c.Verdict.Level = judge.Level(m.IntN(3))
		c.Verdict.Reasons = append(c.Verdict.Reasons, judge.Reason{Flag: judge.Flag(m.word(12)), Level: c.Verdict.Level, Text: m.word(100)})
		c.Ceiling, c.Bound = m.number(), m.number()
	}
	compare := func() judge.Comparison {
		return judge.Comparison{
			Point: cell().Point, Metric: metrics[m.IntN(len(metrics))], Reference: m.word(30), Candidate: m.word(30),
			Base: m.estimate(), Value: m.estimate(), HigherIsBetter: m.IntN(2) == 0, Word: judge.Word(m.IntN(7)), Why: m.word(90),
			Effect: stats.Effect{N: m.IntN(200), Change: m.number(), Lo: m.number(), Hi: m.number(), P: m.Float64(), MDE: m.number()},
		}
	}
	for range m.IntN(12) {
		j.Comparisons = append(j.Comparisons, compare())
	}
	for range m.IntN(5) {
		r := judge.Ruling{Kind: []string{"gate", "threshold", "at_least"}[m.IntN(3)], Text: m.word(150), Verdict: stats.Verdict(m.IntN(4))}
		r.At.Line = m.IntN(3) * 1000
		for range m.IntN(8) {
			c := judge.Case{Cell: cell(), Verdict: stats.Verdict(m.IntN(4)), Metric: metrics[m.IntN(len(metrics))], Value: m.estimate(), Limit: m.number(), Needs: m.IntN(2) * m.IntN(9999), Why: m.word(80)}
			if m.IntN(4) == 0 {
				c.Cell = nil
			}
			r.Cases = append(r.Cases, c)
		}
		j.Rulings = append(j.Rulings, r)
	}
	j.Answer = m.answer(cell, compare)
	return j
}

func (m made) answer(cell func() *judge.Cell, compare func() judge.Comparison) judge.Answer {
	var a judge.Answer
	rest := func() []runner.Setting {
		return []runner.Setting{{Name: m.word(12), Value: m.word(60)}}[:m.IntN(2)]
	}
	for range m.IntN(9) {
		a.Curves = append(a.Curves, judge.Curve{
			Rest: rest(), Load: []string{"concurrency", "rate", m.word(9)}[m.IntN(3)], Levels: m.IntN(9), Left: m.IntN(3), Next: []float64{m.number(), m.number()},
			Shape: stats.Scalability{Shape: stats.Shape(m.IntN(5)), At: m.number(), Lo: m.number(), Hi: m.number(), Throughput: m.number(), Tested: m.number(), LackOfFit: m.Float64(), Retrograde: m.IntN(2) == 0},
		})
	}
	if m.IntN(2) == 0 {
		a.Best = &judge.Best{Discipline: m.word(12), Concurrency: m.IntN(1000)}
		for range m.IntN(9) {
			a.Best.Others = append(a.Best.Others, compare())
		}
	}
	for range m.IntN(3) {
		f := judge.Found{Rest: rest(), Find: []string{"concurrency", "rate", m.word(9)}[m.IntN(3)], Under: "p99 < 5ms and error_rate < 1% " + m.word(30), Safe: m.number(), Likely: m.estimate(), Confirmed: m.IntN(2) == 0, Ended: m.word(50)}
		for range m.IntN(5) {
			f.Levels = append(f.Levels, judge.Tried{Level: m.number(), Trials: m.IntN(9), Cell: cell(), Holds: stats.Verdict(m.IntN(4)), Answer: m.IntN(3) == 0})
		}
		a.Found = append(a.Found, f)
	}
	return a
}
