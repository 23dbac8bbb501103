package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

// words are a command's in one line, the shell's behind a $.
func words(c *config.Command) string {
	if c == nil {
		return "none"
	}
	if c.Shell != "" {
		return "$ " + c.Shell
	}
	var all []string
	for _, a := range c.Args {
		all = append(all, a.String())
	}
	return strings.Join(all, "|")
}

func TestTargetsAreRead(t *testing.T) {
	e := mustRead(t, string(readFile(t, "testdata/accept/targets-in-full.yaml")))
	var got []string
	for _, target := range e.Targets {
		line := target.Name + " " + target.URL.String()
		if target.Demo {
			line += "demo"
		}
		if target.Path != nil {
			line += " path " + target.Path.String()
		}
		for _, h := range target.Header {
			line = strings.Join([]string{line, h.Name + "=" + h.Value.String()}, " ")
		}
		got = append(got, line)
	}
	want := []string{
		"base http://127.0.0.1:8081 path /v1/${q}?${random} X-Target=${target} X-Token=${secret:TOKEN}",
		"v1.2 http://127.0.0.1:8080", "demo demo", "x-free demo",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	if e.Target.Demo || !e.Target.URL.Empty() || e.Start != nil || e.Pairing != config.RandomPairs {
		t.Errorf("target %+v, start %+v, pairing %s", e.Target, e.Start, e.Pairing)
	}
	base, head := e.Targets[0].Start, e.Targets[1].Start
	if words(&base.Run) != "./base/api|-port|8081|${name}|${run}|${target}" || base.Ready.String() != "/healthz" || base.Within != time.Minute || base.EachTrial || base.Dir != "base" ||
		len(base.Env) != 2 || base.Env[1].Name != "TOKEN" || base.Env[1].Value.String() != "${secret:TOKEN}" || base.At.Line != 7 || base.At.Column != 5 {
		t.Errorf("base starts %+v", base)
	}
	if words(&head.Run) != "$ exec ./head/api -port ${PORT:-8082}" || !head.Ready.Empty() || head.Within != 30*time.Second || !head.EachTrial || e.Targets[2].Start != nil {
		t.Errorf("head starts %+v", head)
	}
	if at := e.Targets[0].At; at.Line != 3 || at.Column != 3 {
		t.Errorf("base is at %d:%d", at.Line, at.Column)
	}
}

func TestAStartIsRead(t *testing.T) {
	e := mustRead(t, string(readFile(t, "testdata/accept/start.yaml")))
	s := e.Start
	if words(&s.Run) != "./bin/api|-port|8080|${concurrency}|${trial}|${delay.s}" || s.Ready.String() != "http://127.0.0.1:8081/healthz" || s.Within != 90*time.Second || !s.EachTrial ||
		s.Dir != "../server" || len(s.Env) != 2 || s.Env[0].Value.String() != "50" || !s.Env[1].Value.Empty() || s.At.Line != 5 || s.Run.At.Line != 6 {
		t.Errorf("it starts %+v", s)
	}
	if e.Hooks != (config.Hooks{Timeout: time.Minute}) {
		t.Errorf("hooks are %+v", e.Hooks)
	}
}

// A text is the shell's: what looks like a placeholder, an escape or a variable
// stays as it is.
func TestTheShellGetsItsTextAsItStands(t *testing.T) {
	const text = `echo ${RUNEXP_TRIAL} ${env:NUMBER} ${index} $$ "$HOME" ${`
	e := mustRead(t, "hooks:\n  before_all: |\n    "+text+"\n    exit 0\n  before_trial: "+mustQuote(text)+"\n  after_trial: 5\n  after_all: true\n")
	h := e.Hooks
	for _, test := range []struct {
		c    *config.Command
		want string
	}{{h.BeforeAll, "$ " + text + "\nexit 0\n"}, {h.BeforeTrial, "$ " + text}, {h.AfterTrial, "$ 5"}, {h.AfterAll, "$ true"}} {
		if got := words(test.c); got != test.want {
			t.Errorf("the shell gets %q, want %q", got, test.want)
		}
	}
}

// A list is a program with arguments, which stay as they are written but for their
// placeholders.
func TestArgumentsAreTemplates(t *testing.T) {
	e := mustRead(t, "params: {size: [1.10]}\nrequest: {body: \"${size}\"}\nhooks: {before_trial: [./x, 1.10, 017, true, \"\", \"a b\", \"${size}\", \"${env:NUMBER}\", \"$$x\", 2026-11-22], timeout: 1s}\n")
	if got := words(e.Hooks.BeforeTrial); got != "./x|1.10|017|true||a b|${size}|8|$$x|2026-11-22" {
		t.Errorf("arguments are %s", got)
	}
	if e.Hooks.Timeout != time.Second || e.Hooks.BeforeAll != nil {
		t.Errorf("hooks are %+v", e.Hooks)
	}
}

// What a command writes counts as a use of a factor.
func TestFactorsMayBeUsedByCommandsAlone(t *testing.T) {
	for _, lines := range []string{
		"delay: 5ms\nhooks: {before_trial: [./set, \"${delay}\"]}",
		"params: {size: [1, 2]}\nhooks: {after_trial: [./set, \"${size}\"]}",
		"params: {size: [1, 2]}\nbase_url: http://127.0.0.1:1\nstart: {run: [./api, \"${size}\"], each: trial}",
		"params: {size: [1, 2]}\nbase_url: http://127.0.0.1:1\nstart: {run: [./api], each: trial, env: {SIZE: \"${size}\"}}",
		"params: {size: [1, 2]}\ntargets: {a: {base_url: demo, path: \"/${size}\"}, b: demo}",
		"params: {size: [1, 2]}\ntargets: {a: {base_url: demo, headers: {X: \"${size}\"}}, b: demo}",
		"params: {port: [1, 2]}\ntargets: {a: \"http://127.0.0.1:${port}\", b: demo}",
	} {
		mustRead(t, lines)
	}
}

func TestCheckTargetURLNamesTheTarget(t *testing.T) {
	e := mustRead(t, "params: {h: [a, b]}\ntargets:\n  base: \"http://${h}/\"\n  head: {base_url: \"http://${h}:1\"}\nlimits: {hosts: [listed.example]}\n")
	for url, want := range map[string]string{
		"http://127.0.0.1:80/x": "", "http://listed.example": "",
		"http://unlisted.example": "unlisted.example is a public host",
		"127.0.0.1":               "targets.head needs http:// or https://",
		"http://127.0.0.1:0":      `targets.head: "0" is no port`,
	} {
		_, fault := e.CheckTargetURL(&e.Targets[1], url)
		got := ""
		if fault != nil {
			got = fault.Message
			if fault.At.Line != 4 {
				t.Errorf("%s is told in line %d", url, fault.At.Line)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
}
