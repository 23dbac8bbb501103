package main

import (
	"fmt"
	"net/url"
	"strings"

	"runexp/crawl"
	"runexp/runner"
)

// masked is an executor that knows no secret: for showing requests.
func masked(demo string) *runner.Local {
	return &runner.Local{
		Demo: demo, RunID: "RUN",
		Secret: func(string) (string, bool) { return runner.Mask, true },
	}
}

// firstRequests shows the first request of the first points.
func firstRequests(p *runner.Plan) []string {
	shown := make(map[int]bool)
	for i := range p.Points[:min(len(p.Points), 2)] {
		shown[p.Points[i].Number] = len(p.Targets) == 0 || i == 0
	}
	var lines []string
	for i := range p.Trials {
		t := &p.Trials[i]
		if t.Discarded || t.Repeat != 1 || !shown[t.Point.Number] {
			continue
		}
		r, err := masked("http://demo").Request(t, 0)
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		words := []string{requestLine(r)}
		for _, h := range r.Header {
			words = append(words, fmt.Sprintf("%s: %s", h.Name, h.Value))
		}
		line := strings.Join(words, "   ")
		if t.Point.Number == p.Points[0].Number && len(p.Targets) == 0 && len(lines) > 0 {
			lines = append([]string{line}, lines...)
		} else {
			lines = append(lines, line)
		}
	}
	return lines
}

// requestLine is the method and the target as HTTP/1.1 sends them.
func requestLine(r *crawl.Request) string {
	u, err := url.Parse(string(r.URL))
	if err != nil {
		return r.Method + " " + string(r.URL)
	}
	return r.Method + " " + u.RequestURI()
}

// shortened cuts a text for a screen.
func shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return strings.TrimRight(string(runes[:most-1]), " ") + "…"
	}
	return text
}
