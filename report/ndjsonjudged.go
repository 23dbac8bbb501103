package report

import "runexp/judge"

// This file holds the forms of the events that tell of a judgement.

// comparisonLine is a comparison that says where it belongs and what its numbers
// count.
type comparisonLine struct {
	Event    string            `json:"event"`
	Unit     string            `json:"unit,omitempty"`
	Settings map[string]string `json:"settings,omitempty"`
	jsonComparison
}

func comparisonEvent(c *judge.Comparison) *comparisonLine {
	return &comparisonLine{
		Event: "comparison", Unit: baseUnit(c.Metric), Settings: settingForms(&c.Point), jsonComparison: comparisonForm(c),
	}
}

// rulingLine is a ruling whose cases say what their numbers count.
type rulingLine struct {
	Event string `json:"event"`
	jsonRuling
	Cases []caseLine `json:"cases"`
}

type caseLine struct {
	jsonCase
	Unit     string            `json:"unit,omitempty"`
	Settings map[string]string `json:"settings,omitempty"`
}

func rulingEvent(r *judge.Ruling, file string) *rulingLine {
	return &rulingLine{Event: "ruling", jsonRuling: rulingForm(r, file), Cases: each(r.Cases, func(c *judge.Case) caseLine {
		line := caseLine{jsonCase: caseForm(c), Unit: baseUnit(c.Metric)}
		switch {
		case r.Kind == kindGate:
			line.Unit = "share"
		case r.Kind == kindAtLeast && c.Metric == "rate":
			line.Unit = "per_s"
		case r.Kind == kindAtLeast:
			line.Unit = "count"
		}
		if c.Cell != nil {
			line.Settings = settingForms(&c.Cell.Point)
		}
		return line
	})}
}

// baseUnit names what the numbers of a metric count; empty where that is not known.
func baseUnit(metric string) string {
	q, ok := quantityNamed(metric)
	if !ok {
		return ""
	}
	switch q.unit {
	case unitSeconds, unitMillis:
		return "ns"
	case unitRate:
		return "per_s"
	case unitShare:
		return "share"
	case unitRatio:
		return "ratio"
	case unitBytes:
		return "bytes"
	case unitCount:
	}
	return "count"
}

// answerLine is the answer in words and in numbers.
type answerLine struct {
	Event string   `json:"event"`
	Lines []string `json:"lines"`
	jsonAnswer
}

// answerEvent is nil where there is nothing to say.
func answerEvent(v *view) *answerLine {
	lines := mapped(v.answers(), func(n note) string { return n.text })
	if len(lines) == 0 {
		return nil
	}
	return &answerLine{Event: "answer", Lines: lines, jsonAnswer: answerForm(&v.Judgement.Answer)}
}
