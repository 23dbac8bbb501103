package runner_test

import (
	"strings"
	"testing"

	"runexp/config"
	"runexp/runner"
)

// read reads an experiment file; the secret TOKEN is set.
func read(tb testing.TB, text string) *config.Experiment {
	tb.Helper()
	e, err := config.Read(config.Input{
		Name: "test.yaml", Text: []byte(text),
		Env: func(name string) (string, bool) { return "s3cret", name == "TOKEN" },
	})
	if err != nil {
		tb.Fatalf("read:\n%v", err)
	}
	return e
}

// planOf plans an experiment file with seed 1.
func planOf(tb testing.TB, text string) *runner.Plan {
	tb.Helper()
	p, err := runner.NewPlan(read(tb, text), 1)
	if err != nil {
		tb.Fatalf("plan:\n%v", err)
	}
	return p
}

// refusal is the message with which an experiment file is not planned.
func refusal(tb testing.TB, text string) string {
	tb.Helper()
	p, err := runner.NewPlan(read(tb, text), 1)
	if err == nil {
		tb.Fatalf("planned %d points, want a refusal", len(p.Points))
	}
	if p != nil {
		tb.Error("a plan comes with the refusal")
	}
	return err.Error()
}

// sweep is a file in which p and q go into the path, with more lines.
func sweep(more ...string) string {
	return "base_url: http://127.0.0.1:8080\npath: /?p=${p}&q=${q}\n" + strings.Join(more, "\n") + "\n"
}

// load is a file with nothing but load fields.
func load(more ...string) string {
	return "base_url: http://127.0.0.1:8080\n" + strings.Join(more, "\n") + "\n"
}

// keysOf lists the canonical texts of the plan's points.
func keysOf(p *runner.Plan) []string {
	keys := make([]string, len(p.Points))
	for i := range p.Points {
		keys[i] = p.Points[i].Key()
	}
	return keys
}

// replaceOnce replaces a text that must be there once.
func replaceOnce(s, old, with string) string {
	if strings.Count(s, old) != 1 {
		panic(old + " is not there once")
	}
	return strings.Replace(s, old, with, 1)
}
