//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"runexp/report"
)

// evil is what no reader should obey: markup, escapes of a terminal, a formula, the
// syntax of tables and of the reports themselves.
const evil = "=1+1 <script>alert(1)</script><img src=x onerror=alert(1)> \x1b]0;pwn\x07\x1b[2J\u009b31m\u202e | `x` @team ]]> --> ::error::pwn \"'&"

// hostileServer answers each request by the path's last letter, in as hostile a way as
// it knows. It says the request's authorization to the client, too.
func hostileServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answerEvil(c)
		}
	}()
	return "http://" + l.Addr().String()
}

func answerEvil(c net.Conn) {
	defer c.Close()
	for in := bufio.NewReader(c); ; {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		told := evil + " " + r.Header.Get("Authorization") + " " + r.URL.RawQuery
		answers := map[string]string{
			"/body":    fmt.Sprintf("HTTP/1.1 200 OK\r\nX-Evil: %s\r\nContent-Length: %d\r\n\r\n%[1]s", told, len(told)),
			"/status":  fmt.Sprintf("HTTP/1.1 500 %s\r\nServer: %[1]s\r\nContent-Length: 0\r\n\r\n", told),
			"/line":    told + "\r\n\r\n",
			"/version": "HTTP/" + told + " 200 OK\r\n\r\n",
			"/code":    "HTTP/1.1 " + told + "\r\n\r\n",
			"/length":  "HTTP/1.1 200 OK\r\nContent-Length: " + told + "\r\n\r\n",
			"/chunk":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + told + "\r\n\r\n",
			"/coding":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + told + "\r\n\r\n",
			"/name":    "HTTP/1.1 200 OK\r\n" + told + ": x\r\nContent-Length: 0\r\n\r\n",
			"/moved":   fmt.Sprintf("HTTP/1.1 302 %s\r\nLocation: http://%[1]s/\r\nContent-Length: 0\r\n\r\n", told),
		}
		answer := answers[r.URL.Path]
		_, _ = io.WriteString(c, answer)
		if r.URL.Path != "/body" && r.URL.Path != "/status" && r.URL.Path != "/moved" {
			return
		}
	}
}

const hostile = `
name: hostile
description: "=1+1 <script>alert(1)</script> \e]0;pwn\a\e[2J | @team ]]> ::error::pwn"
labels: {note: "=1+1 <script>alert(1)</script> \e[2J @team ]]>"}
base_url: URL
path: /${what}?key=${secret:TOKEN}&${random}
request:
  headers: {Authorization: "Bearer ${secret:TOKEN}", X-Mark: "${mark}"}
  method: POST
  body: "token=${secret:TOKEN} mark=${mark}"
params:
  what: [body, status, line, version, code, length, chunk, coding, name, moved]
  mark: ["=1+1<script>alert(1)</script>|` + "`x`" + `@team]]>"]
iterations: 6
concurrency: 2
repeats: 1
cooldown: 0
samples: all
thresholds: [error_rate < 1%, p50 < 1ms]
hooks:
  before_all: test -n "$TOKEN"
  after_all: echo done; exit 3
`

// canary is a secret that must be nowhere.
const canary = "canary-4711-secret"

// Whatever a server or a file says, no report, no file and no stream has it raw; and
// none has a secret, not even one that the server tells.
func TestHostileTextInEveryFormat(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder, "hostile.yaml", strings.ReplaceAll(hostile, "URL", hostileServer(t)))
	outputs := []string{"run", "hostile.yaml", "--run-dir", "kept", "--keep-going", "--seed", "1"}
	for _, format := range report.Formats() {
		outputs = append(outputs, "-o", format+"=out/run."+format)
	}
	hostileInvoke(t, folder, "run", exitIncomplete, append(outputs, "-o", "table")...)
	for _, format := range report.Formats() {
		if format == "github" { // its annotations are on stderr
			hostileInvoke(t, folder, "stderr-github", exitOK, "report", "./kept", "-o", "github=out/stored.github")
			continue
		}
		hostileInvoke(t, folder, "stored."+format, exitOK, "report", "./kept", "-o", format)
	}
	for _, format := range report.ContrastFormats() {
		hostileInvoke(t, folder, "compare-"+format, exitUndecided, "compare", "./kept", "kept/result.json", "-o", format+"=out/contrast."+format)
	}
	hostileInvoke(t, folder, "list", exitOK, "list")
	checked := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "hostile.yaml" || d.Name() == "experiment.yaml" || strings.HasSuffix(path, ".gz") {
			return err
		}
		checked++
		inert(t, path)
		return nil
	})
	if err != nil || checked < 2*len(report.Formats()) {
		t.Errorf("%d files were looked at: %v", checked, err)
	}
}

// hostileInvoke runs a command whose streams become files among the others.
func hostileInvoke(t *testing.T, folder, name string, want int, args ...string) {
	t.Helper()
	c := command(t, folder, args...)
	c.Env = append(c.Env, "TOKEN="+canary, "GITHUB_STEP_SUMMARY="+filepath.Join(folder, "summary.md"))
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if code := exitOf(t, c); code != want {
		t.Errorf("%s: exit code %d, want %d\n%s", name, code, want, stderr.String())
	}
	if err := os.MkdirAll(filepath.Join(folder, "streams"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, folder, filepath.Join("streams", name), stdout.String())
	write(t, folder, filepath.Join("streams", name+".stderr"), stderr.String())
}

// inert checks that a file has nothing that a terminal, a browser, a spreadsheet or a
// workflow would obey, and no secret.
func inert(t *testing.T, path string) {
	t.Helper()
	text := read(t, path)
	name := filepath.Base(path)
	if bytes.Contains(text, []byte(canary)) {
		i := bytes.Index(text, []byte(canary))
		t.Errorf("%s has the secret: %q", path, text[max(0, i-100):i+len(canary)])
	}
	if control := regexp.MustCompile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u202a-\u202e\u2066-\u2069]").FindIndex(text); control != nil {
		t.Errorf("%s has a control character: %q", path, text[max(0, control[0]-100):control[1]+20])
	}
	kind := strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(name, ".stderr")), ".")
	if check := inertForms()[kind]; check != nil && !strings.HasSuffix(name, ".stderr") {
		if err := check(text); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if annotation := regexp.MustCompile(`(?m)^::(?:error|warning|notice)::pwn|^::error::pwn`).Find(text); annotation != nil {
		t.Errorf("%s has a workflow command: %q", path, annotation)
	}
}

// inertForms are the checks of single formats, by the ending of a file.
func inertForms() map[string]func([]byte) error {
	noMarkup := func(text []byte) error {
		for _, raw := range []string{"<script>alert", "<img src=x"} {
			if bytes.Contains(text, []byte(raw)) {
				return fmt.Errorf("has %q", raw)
			}
		}
		return nil
	}
	noMention := func(text []byte) error {
		if bytes.Contains(text, []byte("@team")) {
			return errors.New("mentions somebody")
		}
		return noMarkup(text)
	}
	cells := func(text []byte) error {
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			return err
		}
		for _, row := range rows {
			for _, cell := range row {
				if regexp.MustCompile(`^[=@\t\r]|^[+-][^0-9.]`).MatchString(cell) {
					return fmt.Errorf("a cell is a formula: %q", cell)
				}
			}
		}
		return nil
	}
	return map[string]func([]byte) error{
		"csv": cells, "csv-samples": cells,
		"markdown": noMarkup, "html": noMarkup, "github": noMention, "md": noMention,
		"junit": func(text []byte) error {
			for d := xml.NewDecoder(bytes.NewReader(text)); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					return nil
				} else if err != nil {
					return err
				}
			}
		},
		"json": func(text []byte) error {
			if !json.Valid(text) {
				return errors.New("is no JSON")
			}
			return nil
		},
	}
}
