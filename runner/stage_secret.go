package runner

import (
	"strings"

	"runexp/config"
)

// secrets are all that the plan's templates name: a server may log what it is
// sent, and a hook what it is told.
func (p *Plan) secrets(lookup func(name string) (string, bool)) Secrets {
	if lookup == nil {
		return nil
	}
	var found Secrets
	seen := make(map[string]bool)
	for _, text := range p.templates() {
		t, err := config.ParseTemplate(text)
		if err != nil {
			continue // whoever binds it says so
		}
		for _, part := range t.Parts {
			name, ok := strings.CutPrefix(part.Name, "secret:")
			if ok && !seen[name] {
				seen[name] = true
				value, _ := lookup(name)
				found.Add(value)
			}
		}
	}
	return found
}

// templates lists the plan's texts that hold secrets.
func (p *Plan) templates() []string {
	var found []string
	seen := make(map[string]bool)
	look := func(texts ...string) {
		for _, text := range texts {
			if strings.Contains(text, "${secret:") && !seen[text] {
				seen[text] = true
				found = append(found, text)
			}
		}
	}
	look(p.commandTexts()...)
	for spec := range p.specs() {
		look(spec.BaseURL, spec.Request.Path, spec.Request.Body)
		for _, h := range spec.Request.Header {
			look(h.Value)
		}
	}
	return found
}

// commandTexts lists what the plan says about its servers and hooks.
func (p *Plan) commandTexts() []string {
	var texts []string
	for _, t := range p.served() {
		texts = append(texts, t.BaseURL)
		if t.Start == nil {
			continue
		}
		texts = append(append(texts, t.Start.Ready), t.Start.Run.Args...)
		for _, v := range t.Start.Env {
			texts = append(texts, v.Value)
		}
	}
	if h := p.Hooks; h != nil {
		for _, c := range []*Command{h.BeforeAll, h.BeforeTrial, h.AfterTrial, h.AfterAll} {
			if c != nil {
				texts = append(texts, c.Args...)
			}
		}
	}
	return texts
}
