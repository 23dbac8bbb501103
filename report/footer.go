package report

import "strings"

// footer says how the trials were run, as far as that was part of the test, and
// what else the reader should know.
func (v *view) footer() []note {
	var notes []note
	if order := v.order(); order != "" {
		notes = append(notes, note{text: order})
	}
	said := make(map[string]bool)
	add := func(texts []string) {
		for _, s := range texts {
			if !said[s] {
				said[s] = true
				notes = append(notes, note{text: clean(s)})
			}
		}
	}
	if v.Judgement != nil {
		add(v.Judgement.Notes)
	}
	add(v.Notes)
	if v.quick() && !v.saysQuick() {
		add([]string{"quick: levels, repeats and requests were cut; these numbers judge nothing"})
	}
	return notes
}

// saysQuick reports whether a note says already that this was a quick look.
func (v *view) saysQuick() bool {
	for _, s := range v.Notes {
		if strings.HasPrefix(s, "quick:") {
			return true
		}
	}
	return false
}

// order tells of the order of the trials where something is compared: the
// comparison rests on it.
func (v *view) order() string {
	if v.Judgement == nil || len(v.Judgement.Comparisons) == 0 || v.quick() {
		return ""
	}
	words := []string{strings.ReplaceAll(clean(v.Plan.Order), "-", " ")}
	if v.Plan.Pairing != "" {
		words = append(words, clean(v.Plan.Pairing)+" pairs")
	}
	blocks, passes := v.blocks()
	words = append(words, plural(blocks, "block"))
	if passes > 0 {
		words = append(words, plural(passes, "pass")+" of warm-up not counted")
	}
	return "order: " + strings.Join(words, ", ")
}

// blocks counts the passes over all cells that have results: those that count, and
// those that warmed up.
func (v *view) blocks() (counted, warmups int) {
	blocks, passes := make(map[int]bool), make(map[int]bool)
	for i := range v.Results {
		if t := &v.Results[i].Trial; t.Discarded {
			passes[t.Repeat] = true
		} else {
			blocks[t.Block] = true
		}
	}
	return len(blocks), len(passes)
}
