package report

import (
	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// This file holds the form of the answers in the document.

type jsonAnswer struct {
	Curves []jsonCurve `json:"curves,omitempty"`
	Best   *jsonBest   `json:"best,omitempty"`
	Found  []jsonFound `json:"found,omitempty"`
}

type jsonCurve struct {
	Rest   []runner.Setting `json:"rest,omitempty"`
	Load   string           `json:"load"`
	Levels int              `json:"levels"`
	Left   int              `json:"left_out,omitempty"`
	Next   []float64        `json:"next,omitempty"`
	jsonShape
}

type jsonShape struct {
	Shape      string    `json:"shape"`
	At         float64   `json:"at"`
	Lo         float64   `json:"lo"`
	Hi         float64   `json:"hi"`
	Throughput float64   `json:"throughput_rps"`
	Retrograde bool      `json:"retrograde"`
	Tested     float64   `json:"tested"`
	LackOfFit  float64   `json:"lack_of_fit_p"`
	Best       *jsonFit  `json:"model,omitempty"`
	Fits       []jsonFit `json:"models,omitempty"`
}

type jsonFit struct {
	Kind   string  `json:"kind"`
	Lambda float64 `json:"lambda"`
	Sigma  float64 `json:"sigma"`
	Kappa  float64 `json:"kappa"`
	Cap    float64 `json:"cap"`
	RSS    float64 `json:"rss"`
	AICc   float64 `json:"aicc"`
	Params int     `json:"params"`
}

type jsonBest struct {
	Discipline  string           `json:"discipline"`
	Concurrency int              `json:"concurrency,omitempty"`
	Others      []jsonComparison `json:"others"`
}

type jsonFound struct {
	Rest      []runner.Setting `json:"rest,omitempty"`
	Find      string           `json:"find"`
	Under     string           `json:"under"`
	Safe      float64          `json:"safe"`
	Likely    jsonEstimate     `json:"likely"`
	Confirmed bool             `json:"confirmed"`
	Ended     string           `json:"ended,omitempty"`
	Trials    int              `json:"trials"`
	Levels    []jsonTried      `json:"levels"`
}

type jsonTried struct {
	Level  float64    `json:"level"`
	Trials int        `json:"trials"`
	Cell   *jsonPlace `json:"cell,omitempty"`
	Holds  string     `json:"holds"`
	Answer bool       `json:"answer,omitempty"`
}

func answerForm(a *judge.Answer) jsonAnswer {
	form := jsonAnswer{Curves: each(a.Curves, curveForm), Found: each(a.Found, foundForm)}
	if a.Best != nil {
		form.Best = &jsonBest{Discipline: a.Best.Discipline, Concurrency: a.Best.Concurrency, Others: each(a.Best.Others, comparisonForm)}
	}
	return form
}

func curveForm(c *judge.Curve) jsonCurve {
	s := c.Shape
	allFinite(&s.At, &s.Lo, &s.Hi, &s.Throughput, &s.Tested, &s.LackOfFit)
	form := jsonCurve{Rest: c.Rest, Load: c.Load, Levels: c.Levels, Left: c.Left, jsonShape: jsonShape{
		Shape: s.Shape.String(), At: s.At, Lo: s.Lo, Hi: s.Hi, Throughput: s.Throughput,
		Retrograde: s.Retrograde, Tested: s.Tested, LackOfFit: s.LackOfFit, Fits: each(s.Fits, fitForm),
	}}
	for _, x := range c.Next {
		form.Next = append(form.Next, finite(x))
	}
	if len(s.Fits) > 0 {
		best := fitForm(&s.Best)
		form.Best = &best
	}
	return form
}

func fitForm(f *stats.Fit) jsonFit {
	return jsonFit{
		Kind: f.Kind.String(), Lambda: finite(f.Lambda), Sigma: finite(f.Sigma), Kappa: finite(f.Kappa), Cap: finite(f.Cap),
		RSS: finite(f.RSS), AICc: finite(f.AICc), Params: f.Params,
	}
}

func foundForm(f *judge.Found) jsonFound {
	return jsonFound{
		Rest: f.Rest, Find: f.Find, Under: f.Under, Safe: finite(f.Safe), Likely: estimateForm(f.Likely),
		Confirmed: f.Confirmed, Ended: f.Ended, Trials: f.Trials,
		Levels: each(f.Levels, func(t *judge.Tried) jsonTried {
			return jsonTried{Level: finite(t.Level), Trials: t.Trials, Cell: placeForm(t.Cell), Holds: t.Holds.String(), Answer: t.Answer}
		}),
	}
}
