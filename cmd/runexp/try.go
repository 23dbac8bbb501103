package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/crawl"
	"runexp/runner"
)

// shownBody is how much of a body try shows, in bytes.
const shownBody = 2048

func (p *process) tryCommand() *cobra.Command {
	var o choice
	c := &cobra.Command{
		Use:   "try FILE",
		Short: "Send one request and show its answer",
		Long: `Try sends the first request of the first trial and shows it with its answer,
secrets masked: does the file say what you mean? It exits with 4 if the answer
is no success.`,
		Example:           "  runexp try perf/api.yaml",
		Args:              cobra.MatchAll(atLeastOneFile, cobra.MaximumNArgs(1)),
		ValidArgsFunction: files,
		RunE:              func(cmd *cobra.Command, args []string) error { return p.try(cmd.Context(), args[0], &o) },
	}
	o.flags(c.Flags())
	return c
}

func (p *process) try(ctx context.Context, file string, o *choice) error {
	all, err := p.load([]string{file}, o)
	if err != nil {
		return err
	}
	p.orderly.Store(true)
	plan := all[0].plan
	trial := &plan.Trials[slices.IndexFunc(plan.Trials, func(t runner.Trial) bool { return t.Point.Number == 1 })]
	demo := ""
	if plan.BaseURL == "demo" {
		server, err := p.startDemo(ctx)
		if err != nil {
			return incompleteError{fmt.Errorf("the built-in server: %w", err)}
		}
		defer server.stop()
		demo = server.url
	}
	a := &attempt{process: p, trial: trial}
	if err := a.prepare(demo); err != nil {
		return incompleteError{err}
	}
	ok, err := a.send(ctx)
	switch {
	case errors.Is(err, context.Canceled):
		return context.Cause(ctx)
	case err != nil:
		return incompleteError{fmt.Errorf("%s %s: %s", trial.Spec.Request.Method, a.shown.URL, a.secrets.Hide(err.Error()))}
	case !ok:
		return exitCode(exitIncomplete)
	}
	return nil
}

// attempt is one request, as it is sent and as it may be shown.
type attempt struct {
	process *process
	trial   *runner.Trial
	sent    *crawl.Request
	shown   *crawl.Request
	secrets runner.Secrets
}

func (a *attempt) prepare(demo string) (err error) {
	local := &runner.Local{Demo: demo, RunID: runID(), Secret: func(name string) (string, bool) {
		value, ok := a.process.env(name)
		a.secrets.Add(value)
		return value, ok
	}}
	if a.sent, err = local.Request(a.trial, 0); err != nil {
		return err
	}
	a.shown, err = masked(demo).Request(a.trial, 0)
	return err
}

// send sends the request and shows both sides. It reports whether the answer
// is a success.
func (a *attempt) send(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, a.trial.Spec.Load.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, a.sent.Method, string(a.sent.URL), bytes.NewReader(a.sent.Body))
	if err != nil {
		return false, err
	}
	request.Header.Set("User-Agent", "runexp/"+version())
	for _, h := range a.sent.Header {
		request.Header[h.Name] = []string{string(h.Value)}
		if strings.EqualFold(h.Name, "host") {
			request.Host = string(h.Value)
		}
	}
	a.print(">", requestLine(a.shown)+"   (to "+string(a.shown.URL)+")")
	for _, h := range a.shown.Header {
		a.print(">", h.Name+": "+string(h.Value))
	}
	a.body(">", a.shown.Body, int64(len(a.shown.Body)))

	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true, Protocols: protocols, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	start := time.Now()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	return a.answer(response, start)
}

// answer shows a response and judges its status as a trial would.
func (a *attempt) answer(response *http.Response, start time.Time) (bool, error) {
	head, err := io.ReadAll(io.LimitReader(response.Body, shownBody))
	if err != nil {
		return false, err
	}
	rest, err := io.Copy(io.Discard, io.LimitReader(response.Body, a.trial.Spec.Request.MaxBody))
	if err != nil {
		return false, err
	}
	elapsed := time.Since(start)
	a.print("<", response.Proto+" "+response.Status)
	for _, name := range slices.Sorted(maps.Keys(response.Header)) {
		for _, value := range response.Header[name] {
			a.print("<", name+": "+value)
		}
	}
	size := int64(len(head)) + rest
	a.body("<", head, size)
	accept, err := config.ParseStatuses(a.trial.Spec.Accept)
	if err != nil {
		return false, err
	}
	ok := accept.Accepts(response.StatusCode)
	verdict := "a success"
	if !ok {
		verdict = "no success: expect.status is " + a.trial.Spec.Accept
	}
	fmt.Fprintf(a.process.stdout, "\n%s; %s, %s after the start\n", verdict, plural(int(size), "body byte"), elapsed.Round(10*time.Microsecond))
	return ok, nil
}

func (a *attempt) print(direction, line string) {
	fmt.Fprintf(a.process.stdout, "%s %s\n", direction, printable(shortened(a.secrets.Hide(line), 400)))
}

// body shows the beginning of a body, if it is text.
func (a *attempt) body(direction string, body []byte, size int64) {
	if size == 0 {
		return
	}
	a.print(direction, "")
	for i, line := range strings.Split(strings.TrimRight(a.secrets.Hide(string(body)), "\n"), "\n") {
		if i == 20 {
			break
		}
		a.print(direction, line)
	}
	if size > int64(len(body)) {
		a.print(direction, fmt.Sprintf("… %s in all", plural(int(size), "byte")))
	}
}
