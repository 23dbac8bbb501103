//go:build unix

package rig

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Origin is a delaying server as a process of its own, on a free port of the
// loopback interface.
type Origin struct {
	// URL is its address, such as http://127.0.0.1:43210.
	URL string

	process *exec.Cmd
	stdin   io.WriteCloser
}

var _ io.Closer = (*Origin)(nil)

// Serve starts the origin that is part of runexp. It ends with [Origin.Close],
// with ctx, or when this process does, however that ends. The prefix are words
// in front of its command, such as [Realtime].
func Serve(ctx context.Context, prefix []string, runexp string) (*Origin, error) {
	command := slices.Concat(prefix, []string{runexp, "serve", "--addr", "127.0.0.1:0", "--until-stdin-closes"})
	o := &Origin{process: exec.CommandContext(ctx, command[0], command[1:]...)}
	var err error
	if o.stdin, err = o.process.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := o.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := o.process.Start(); err != nil {
		return nil, err
	}
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(io.LimitReader(stdout, 4096)).ReadString('\n')
		said <- line
	}()
	select {
	case line := <-said:
		if o.URL, err = address(line); err == nil {
			return o, nil
		}
	case <-time.After(10 * time.Second):
		err = errors.New("no address within 10s")
	}
	return nil, errors.Join(fmt.Errorf("origin: %w", err), o.Close())
}

// address reads what the origin announces.
func address(line string) (string, error) {
	text, found := strings.CutPrefix(strings.TrimSpace(line), "serving on ")
	u, err := url.Parse(text)
	if !found || err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Port() == "" {
		return "", fmt.Errorf("it said %q instead of its address", line)
	}
	return text, nil
}

// Close ends the origin and waits for it.
func (o *Origin) Close() error {
	late := time.AfterFunc(2*grace, func() { _ = o.process.Process.Kill() })
	defer late.Stop()
	return errors.Join(o.stdin.Close(), o.process.Wait())
}
