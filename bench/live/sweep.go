//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// sweep is the experiment that is run.
type sweep struct {
	Base     string
	Duration time.Duration
	Repeats  int
}

// file is the experiment as runexp reads it.
func (s sweep) file() string {
	return fmt.Sprintf("name: live\nbase_url: %s\npath: /add?name=live&delay=0&${random}\nconcurrency: [10, 100]\nduration: %s\nrepeats: %d\ncooldown: 50ms\nseed: 1\n",
		s.Base, s.Duration, s.Repeats)
}

// longest is how long a run may take.
func (s sweep) longest() time.Duration {
	return time.Minute + 4*time.Duration(2*s.Repeats)*s.Duration
}

// run is a sweep that was measured.
type run struct {
	// throughput is the geometric mean of the trials' throughputs, per second.
	throughput float64
	// cpu is the user and system time of the process over its requests, in µs.
	cpu float64
	// told is how much it wrote to stderr, in bytes.
	told int
}

// escape is in what a live view writes, and in nothing else that goes to stderr.
const escape = "\x1b[?25l"

// once runs the sweep with stderr to a terminal or to a pipe.
func (s sweep) once(ctx context.Context, words []string, dir string, watched bool) (run, error) {
	ctx, cancel := context.WithTimeout(ctx, s.longest())
	defer cancel()
	result := filepath.Join(dir, "result.json")
	if err := os.WriteFile(filepath.Join(dir, "live.yaml"), []byte(s.file()), 0o600); err != nil {
		return run{}, err
	}
	open := openPipe
	if watched {
		open = openTerminal
	}
	t, err := open()
	if err != nil {
		return run{}, err
	}
	words = append(append([]string(nil), words...), "run", "live.yaml", "-o", "json="+result)
	c := exec.CommandContext(ctx, words[0], words[1:]...)
	c.Dir, c.Stderr, c.WaitDelay = dir, t.slave, 5*time.Second
	c.Env = append(os.Environ(), "TERM=xterm-256color") //nolint:forbidigo // handed on
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGINT) }
	err = c.Run()
	t.close()
	if err != nil {
		return run{}, fmt.Errorf("%w: %s", err, t.head.String())
	}
	if drawn := strings.Contains(t.head.String(), escape); drawn != watched {
		return run{}, fmt.Errorf("a live view was drawn: %v, wanted: %v", drawn, watched)
	}
	return read(result, c.ProcessState.UserTime()+c.ProcessState.SystemTime(), t.taken)
}

// read finds the numbers in the result.
func read(path string, cpu time.Duration, told int) (run, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return run{}, err
	}
	var document struct {
		Results []struct {
			Elapsed time.Duration `json:"elapsed_ns"`
			OK      int           `json:"ok"`
			Failed  int           `json:"errors"`
		} `json:"results"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return run{}, err
	}
	logs, requests := 0.0, 0
	for _, r := range document.Results {
		if r.OK == 0 || r.Failed > 0 || r.Elapsed <= 0 {
			return run{}, fmt.Errorf("a trial with %d successes and %d failures", r.OK, r.Failed)
		}
		logs += math.Log(float64(r.OK) / r.Elapsed.Seconds())
		requests += r.OK
	}
	if requests == 0 {
		return run{}, errors.New("no request was made")
	}
	return run{
		throughput: math.Exp(logs / float64(len(document.Results))),
		cpu:        cpu.Seconds() * 1e6 / float64(requests),
		told:       told,
	}, nil
}
