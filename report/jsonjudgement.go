package report

import "runexp/judge"

// This file holds the form of a judgement in the document. Metrics are in base
// units: nanoseconds, per second, shares of one, bytes.

type jsonJudgement struct {
	Comparisons []jsonComparison       `json:"comparisons"`
	Rulings     []jsonRuling           `json:"rulings"`
	Answer      jsonAnswer             `json:"answer"`
	Verdicts    map[string]jsonVerdict `json:"verdicts,omitempty"`
	Notes       []string               `json:"notes"`
}

type jsonVerdict struct {
	Level   string       `json:"level"`
	Reasons []jsonReason `json:"reasons,omitempty"`
}

type jsonComparison struct {
	Point          int          `json:"point,omitempty"`
	Metric         string       `json:"metric"`
	Reference      string       `json:"reference"`
	Candidate      string       `json:"candidate"`
	Base           jsonEstimate `json:"base"`
	Value          jsonEstimate `json:"value"`
	HigherIsBetter bool         `json:"higher_is_better"`
	Effect         jsonEffect   `json:"effect"`
	Tolerance      float64      `json:"tolerance"`
	Word           string       `json:"word"`
	Why            string       `json:"why,omitempty"`
}

// jsonEffect is a [stats.Effect] with names.
type jsonEffect struct {
	N      int     `json:"n"`
	Change float64 `json:"change"`
	Lo     float64 `json:"lo"`
	Hi     float64 `json:"hi"`
	P      float64 `json:"p"`
	MDE    float64 `json:"mde"`
	CV     float64 `json:"cv"`
	Exact  bool    `json:"exact"`
	Window int     `json:"window"`
}

type jsonRuling struct {
	Kind    string     `json:"kind"`
	File    string     `json:"file,omitempty"`
	Line    int        `json:"line,omitempty"`
	Column  int        `json:"column,omitempty"`
	Text    string     `json:"text"`
	Verdict string     `json:"verdict"`
	Cases   []jsonCase `json:"cases"`
}

// jsonPlace names a cell.
type jsonPlace struct {
	Point  int    `json:"point"`
	Target string `json:"target,omitempty"`
}

type jsonCase struct {
	Cell    *jsonPlace   `json:"cell,omitempty"`
	Verdict string       `json:"verdict"`
	Metric  string       `json:"metric,omitempty"`
	Value   jsonEstimate `json:"value"`
	Limit   float64      `json:"limit"`
	P       float64      `json:"p"`
	Needs   int          `json:"needs,omitempty"`
	Why     string       `json:"why,omitempty"`
}

// each turns each element of a list into another.
func each[T, U any](list []T, turn func(*T) U) []U {
	out := make([]U, len(list))
	for i := range list {
		out[i] = turn(&list[i])
	}
	return out
}

// judgementForm is the form of a judgement of the experiment in a file.
func judgementForm(j *judge.Judgement, file string) *jsonJudgement {
	form := &jsonJudgement{
		Comparisons: each(j.Comparisons, comparisonForm),
		Rulings:     each(j.Rulings, func(r *judge.Ruling) jsonRuling { return rulingForm(r, file) }),
		Answer:      answerForm(&j.Answer),
		Notes:       append([]string{}, j.Notes...),
		Verdicts:    make(map[string]jsonVerdict, len(j.Verdicts)),
	}
	for name, v := range j.Verdicts {
		form.Verdicts[name] = jsonVerdict{Level: v.Level.String(), Reasons: reasonForms(v.Reasons)}
	}
	return form
}

func comparisonForm(c *judge.Comparison) jsonComparison {
	e := c.Effect
	allFinite(&e.Change, &e.Lo, &e.Hi, &e.P, &e.MDE, &e.CV)
	return jsonComparison{
		Point: c.Point.Number, Metric: c.Metric, Reference: c.Reference, Candidate: c.Candidate,
		Base: estimateForm(c.Base), Value: estimateForm(c.Value), HigherIsBetter: c.HigherIsBetter,
		Effect: jsonEffect(e), Tolerance: finite(c.Tolerance), Word: wordName(c.Word), Why: c.Why,
	}
}

func rulingForm(r *judge.Ruling, file string) jsonRuling {
	form := jsonRuling{Kind: r.Kind, Text: r.Text, Verdict: r.Verdict.String(), Cases: each(r.Cases, caseForm)}
	if r.At.Line > 0 {
		form.File, form.Line, form.Column = r.At.File(), r.At.Line, r.At.Column
		if form.File == "" {
			form.File = file
		}
	}
	return form
}

func caseForm(c *judge.Case) jsonCase {
	return jsonCase{
		Cell: placeForm(c.Cell), Verdict: c.Verdict.String(), Metric: c.Metric,
		Value: estimateForm(c.Value), Limit: finite(c.Limit), P: finite(c.P), Needs: c.Needs, Why: c.Why,
	}
}

func placeForm(c *judge.Cell) *jsonPlace {
	if c == nil {
		return nil
	}
	return &jsonPlace{Point: c.Point.Number, Target: c.Target}
}

// wordName is the name of a word in the document.
func wordName(w judge.Word) string {
	switch w {
	case judge.Same:
		return "same"
	case judge.Better:
		return "better"
	case judge.Worse:
		return "worse"
	case judge.TooFew:
		return "too_few"
	case judge.NotRandomized:
		return "not_randomized"
	case judge.NotComparable:
		return "not_comparable"
	case judge.Unclear:
	}
	return "unclear"
}
