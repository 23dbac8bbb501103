package store_test

import (
	"strings"
	"testing"

	"runexp/runner"
	"runexp/store"
)

func TestWhatChangedIsSaidOrRefused(t *testing.T) {
	edit := func(old, text string) *runner.Plan { return planned(t, strings.Replace(small, old, text, 1)) }
	reseeded, slower := planned(t, small), planned(t, small)
	reseeded.Seed = 2
	for i := range reseeded.Trials {
		reseeded.Trials[i].Seed++
	}
	slower.Trials[0], slower.Trials[1] = slower.Trials[1], slower.Trials[0]
	for name, c := range map[string]struct {
		plan    *runner.Plan
		session func(*store.Session)
		// refused says that it is refused without a gate as well.
		refused bool
		text    string
	}{
		"nothing":         {},
		"another machine": {session: func(s *store.Session) { s.Machine.CPUs = 4 }, text: "machine: 8 -> 4 CPUs"},
		"another build":   {session: func(s *store.Session) { s.Build.Version = "2" }, text: `build: version "1" -> "2"`},
		"another server": {
			session: func(s *store.Session) { s.Servers[0].BaseURL = "http://127.0.0.1:9" },
			text:    `server: "http://127.0.0.1:8080" -> "http://127.0.0.1:9"`,
		},
		"another command": {session: func(s *store.Session) { s.Servers[0].Command = "./api" }, text: `server: command "" -> "./api"`},
		"another program": {session: func(s *store.Session) { s.Servers[0].Executable = "ffff" }, text: `server: program "0123" -> "ffff" (SHA-256)`},
		"one server more": {
			session: func(s *store.Session) { s.Servers = append(s.Servers, store.Server{Target: "b\x1b"}) },
			text:    `server "b\x1b" is new`,
		},
		"no server":       {session: func(s *store.Session) { s.Servers = nil }, text: "server is gone"},
		"another level":   {plan: edit("[1, 4]", "[1, 8]"), text: "2 trials fewer, 2 others"},
		"more repeats":    {plan: edit("repeats: 2", "repeats: 3"), text: "2 trials more"},
		"another order":   {plan: slower, text: "the order of the trials"},
		"another seed":    {plan: reseeded, refused: true, text: "seed 1 -> 2"},
		"another target":  {plan: edit(":8080", ":8081"), refused: true, text: `base_url "http://127.0.0.1:8080" -> "http://127.0.0.1:8081"`},
		"another path":    {plan: edit("path: /a", "path: /b"), refused: true, text: `path "/a?n=`},
		"another body":    {plan: edit("iterations", "request: {method: GET, body: x}\niterations"), refused: true, text: "another body"},
		"another header":  {plan: edit("iterations", "request: {headers: {X-A: b}}\niterations"), refused: true, text: "other headers"},
		"another method":  {plan: edit("iterations", "request: {method: PUT}\niterations"), refused: true, text: `method "GET" -> "PUT"`},
		"another timeout": {plan: edit("iterations", "timeout: 3s\niterations"), refused: true, text: ""},
		"a search":        {plan: planned(t, searching), text: "a search is no sweep"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, gated := range []bool{false, true} {
				warnings, err := checked(t, gated, c.plan, c.session)
				refused := c.refused || gated && name != "nothing"
				if refused != (err != nil) {
					t.Fatalf("gate %v: %v, warnings %q", gated, err, warnings)
				}
				said := warnings
				if err != nil {
					said = []string{err.Error()}
				}
				if c.text != "" && !told(said, c.text) || name == "nothing" && len(said) > 0 {
					t.Errorf("gate %v: said %q, want %q", gated, said, c.text)
				}
			}
		})
	}
}

// checked holds a run that is done against a plan, in a session of its own.
func checked(t *testing.T, gated bool, plan *runner.Plan, change func(*store.Session)) ([]string, error) {
	t.Helper()
	was := planned(t, small)
	if plan == nil {
		plan = was
	}
	m := manifest(was)
	m.Gated = gated
	m.Sessions[0].Servers[0].Executable = "0123"
	run, err := store.Home{Path: t.TempDir()}.On(newFaulty(0, false)).Create(m, nil, was, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := measure(t, run, was, new(fake)); err != nil {
		t.Fatal(err)
	}
	_ = run.Close()
	s := session()
	s.Servers[0].Executable = "0123"
	if change != nil {
		change(&s)
	}
	run, err = store.Resume(run.Dir(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = run.Close() }()
	return run.Check(plan)
}

// Where nothing was measured yet there is nothing to protect.
func TestRunWithoutResultsMayChange(t *testing.T) {
	run := begun(t, planned(t, small))
	defer func() { _ = run.Close() }()
	if warnings, err := run.Check(planned(t, rich)); err != nil || len(warnings) > 0 {
		t.Errorf("warnings %q, %v", warnings, err)
	}
}

func TestTargetsThatChangedAreNamed(t *testing.T) {
	was, is := planned(t, pairs), planned(t, strings.Replace(pairs, ":8081", ":8082", 1))
	dir := whole(t, was)
	run, err := store.Resume(dir, session())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = run.Close() }()
	warnings, err := run.Check(is)
	if err != nil || !told(warnings, `target "head": base_url "http://127.0.0.1:8081" -> "http://127.0.0.1:8082"`) {
		t.Errorf("warnings %q, %v", warnings, err)
	}
	renamed := planned(t, strings.Replace(pairs, "head:", "other:", 1))
	if warnings, err := run.Check(renamed); err != nil || !told(warnings, `target "head" -> "other"`) {
		t.Errorf("warnings %q, %v", warnings, err)
	}
}
