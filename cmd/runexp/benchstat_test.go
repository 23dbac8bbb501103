package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const slowing = `
name: slowing
base_url: demo
path: /add?name=x&delay=${env:MS}
service_time: 8ms
iterations: 32
concurrency: [2, 4]
repeats: 8
cooldown: 1ms
seed: 5
`

// Two runs, of which the second asks the server to take twice as long: what
// benchstat makes of their benchmarks goes the way that compare says.
func TestBenchstatAgreesWithCompare(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "slowing.yaml"), []byte(slowing), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, delay := range map[string]string{"fast.txt": "8", "slow.txt": "16"} {
		run := command(t, folder, "run", "slowing.yaml", "-q", "-o", "gobench="+file, "--run-dir", delay+"ms")
		run.Env = append(os.Environ(), "MS="+delay)
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}

	benchstat := exec.CommandContext(t.Context(), "go", "run", "golang.org/x/perf/cmd/benchstat", "-format", "csv",
		filepath.Join(folder, "fast.txt"), filepath.Join(folder, "slow.txt"))
	var stderr bytes.Buffer
	benchstat.Stderr = &stderr
	table, err := benchstat.Output()
	if err != nil {
		if os.Getenv("RUNEXP_CI") == "" {
			t.Skipf("benchstat does not run here: %v\n%s", err, stderr.String())
		}
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	changes := regexp.MustCompile(`(?m)^Slowing/c=([24]).*,([+-][0-9.]+)%,p=`).FindAllStringSubmatch(string(table), -1)
	if len(changes) < 4 {
		t.Fatalf("benchstat finds %d changes in\n%s", len(changes), table)
	}

	compare := command(t, folder, "compare", "8ms", "16ms", "-o", "csv")
	said, err := compare.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); !ok || failed.ExitCode() != exitFailed {
		t.Fatalf("compare ends with %v, and says\n%s", err, said)
	}
	for _, metric := range []string{"throughput", "p50"} {
		if n := strings.Count(string(said), ","+metric+","); n != 2 {
			t.Errorf("compare has %d rows of %s in\n%s", n, metric, said)
		}
	}
	if n := strings.Count(string(said), ",worse,"); n < 4 {
		t.Errorf("compare finds %d metrics worse in\n%s", n, said)
	}
	// In throughput worse is less, in all others more.
	section := ""
	for line := range strings.Lines(string(table)) {
		switch {
		case strings.HasPrefix(line, ",") && strings.Contains(line, "vs base"):
			section = line
		case strings.HasPrefix(line, "Slowing/") && strings.Contains(section, "/op") && strings.Contains(line, ",-"),
			strings.HasPrefix(line, "Slowing/") && strings.Contains(section, "req/s") && strings.Contains(line, ",+"):
			t.Errorf("benchstat says the opposite: %s%s", section, line)
		}
	}
}
