package runner_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"runexp/runner"
)

const secret = "hunter2-\u00fcber"

// withSecret lets the site's executor know one secret.
func (s *site) withSecret(value string) {
	s.local.Secret = func(name string) (string, bool) { return value, name == "TOKEN" && value != "" }
}

func TestSecretsAreSentAndNeverKept(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		s.withSecret(secret)
		trial := trialOf(5, 2, header("Authorization", "Bearer ${secret:TOKEN}"), path("/?k=${secret:TOKEN.url}"), func(t *runner.Trial) {
			t.Spec.Request.Body = `{"key": ${secret:TOKEN.json}}`
			t.Spec.Request.Method = http.MethodPost
			t.Spec.Samples = true
		})
		r := s.execute(t, trial, runner.Watch{})
		for _, v := range s.visits {
			if v.uri != "/?k=hunter2-%C3%BCber" || v.header.Get("Authorization") != "Bearer "+secret || v.body != `{"key": "`+secret+`"}` {
				t.Errorf("sent %s, %s, %s", v.uri, v.header.Get("Authorization"), v.body)
			}
		}
		for name, what := range map[string]any{"trial": trial, "result": r} {
			text, err := json.Marshal(what)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "hunter2") || !strings.Contains(string(text), "${secret:TOKEN.url}") {
				t.Errorf("the %s holds the secret, or not its name: %s", name, text)
			}
		}
	})
}

func TestSecretsThatCannotBeSent(t *testing.T) {
	for _, c := range []struct {
		name, value string
		change      func(*runner.Trial)
		want        string
	}{
		{"a line break in a header", "hunter2\nX-Admin: yes", header("A", "${secret:TOKEN}"), "header A: a line break"},
		{"a carriage return in a header", "hunter2\r", header("A", "x ${secret:TOKEN}"), "header A: a line break"},
		{"a NUL in a header", "hunter2\x00", header("A", "${secret:TOKEN}"), "header A: a line break or another control character"},
		{"a delete in a header", "hunter2\x7f", header("A", "${secret:TOKEN}"), "header A: a line break or another control character"},
		{"a space in a URL", "hunter2 x", path("/${secret:TOKEN}"), "a space can't stand in a URL"},
		{"a line break in a URL", "hunter2\n", path("/${secret:TOKEN}"), "a control character can't stand in a URL"},
		{"a letter beyond ASCII in a URL", "hunter2ü", path("/${secret:TOKEN}"), "a non-ASCII character can't stand in a URL"},
		{"a fragment in a URL", "hunter2#x", path("/${secret:TOKEN}"), "a # can't stand in a URL"},
		{"an empty secret", "", path("/${secret:TOKEN}"), "secret TOKEN is not set in the environment"},
		{"an unknown secret in a body", "hunter2", func(t *runner.Trial) { t.Spec.Request.Body = "${secret:OTHER}" }, "secret OTHER is not set in the environment"},
		{"a form that a secret has not", "hunter2", header("A", "${secret:TOKEN.us}"), "only a duration"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, nil, func(s *site) {
				t := s.T
				s.withSecret(c.value)
				r, err := s.local.Execute(t.Context(), trialOf(5, 1, c.change), runner.Watch{})
				if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
					t.Errorf("error is %v, want one that says %q", err, c.want)
				}
				if len(s.visits) != 0 || r.Requests != 0 {
					t.Errorf("%d requests were sent", len(s.visits))
				}
				if _, err := s.local.Request(new(trialOf(5, 1, c.change)), 0); err == nil {
					t.Error("Request has no error")
				}
			})
		})
	}
}

func TestSecretsMayHoldWhatTheirPlaceAllows(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		value := "a\tb ${random} $$ \"ü"
		s.withSecret(value)
		s.execute(t, trialOf(1, 1, header("A", "x${secret:TOKEN}x"), path("/${secret:TOKEN.url}")), runner.Watch{})
		if got := s.visits[0].header.Get("A"); got != "x"+value+"x" {
			t.Errorf("sent %q", got)
		}
	})
}

func TestASecretWithoutALookUpIsNotSet(t *testing.T) {
	_, err := (&runner.Local{}).Execute(t.Context(), trialOf(1, 1, header("A", "${secret:TOKEN}")), runner.Watch{})
	if err == nil || !strings.Contains(err.Error(), "secret TOKEN is not set") {
		t.Errorf("error is %v", err)
	}
}

func TestThePortOfTheDemoServerIsNowhere(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		s.local.Demo = "http://127.0.0.1:45678"
		r := s.execute(t, trialOf(5, 2, func(t *runner.Trial) { t.Spec.BaseURL = "demo" }), runner.Watch{})
		text, err := json.Marshal(r)
		if err != nil || r.OK != 5 || strings.Contains(string(text), "45678") || !strings.Contains(string(text), `"base_url":"demo"`) {
			t.Errorf("%d ok, %v: %s", r.OK, err, text)
		}
		for _, v := range s.visits {
			if !strings.HasPrefix(v.uri, "/?t=p1r1&") {
				t.Errorf("asked for %s", v.uri)
			}
		}
	})
}

// A broken server may repeat what it was sent, and errors may repeat that.
func TestCausesOfFailuresAreKeptWithoutSecrets(t *testing.T) {
	inHeader := func(r *http.Request) string { return r.Header.Get("A") }
	inURL := func(r *http.Request) string { return r.URL.RawQuery }
	for _, c := range []struct {
		name, value string
		repeated    func(*http.Request) string
	}{
		{"as it is", "hunter2", inHeader},
		{"cut after its first word", `hunter2 "quoted" \`, inHeader},
		{"with letters beyond ASCII", "hunter2-über", inHeader},
		{"in quotes, which escape what does not show", "hunter2\u200b", inHeader},
		{"as the URL writes it", "hunter2:x", inURL},
	} {
		t.Run(c.name, func(t *testing.T) {
			echo := func(w http.ResponseWriter, r *http.Request) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = conn.Write([]byte("HTTP/1.1 " + c.repeated(r) + " OK\r\n\r\n"))
				_ = conn.Close()
			}
			inBubble(t, echo, func(s *site) {
				t := s.T
				s.withSecret(c.value)
				r := s.execute(t, trialOf(3, 1, header("A", "${secret:TOKEN}"), path("/?${secret:TOKEN.url}"), engine("std")), runner.Watch{})
				if r.Classes["protocol"] != 3 || !strings.Contains(r.Causes["protocol"], "***") {
					t.Errorf("classes %v, causes %q", r.Classes, r.Causes)
				}
				text, err := json.Marshal(r)
				if err != nil || strings.Contains(string(text), "hunter2") {
					t.Errorf("the result holds the secret: %s", text)
				}
			})
		})
	}
}
