package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docStep is a command of a document and the output that follows it there.
type docStep struct {
	line    int
	command string
	output  []string
}

// blocks finds the fenced blocks of a language in a Markdown text.
func blocks(t *testing.T, path, language string) [][]docStep {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all [][]docStep
	var block []docStep
	inside := false
	number := 0
	for scanner := bufio.NewScanner(f); scanner.Scan(); {
		line := scanner.Text()
		number++
		switch {
		case !inside && line == "```"+language:
			inside, block = true, nil
		case inside && line == "```":
			inside = false
			all = append(all, block)
		case inside && strings.HasPrefix(line, "$ "):
			block = append(block, docStep{line: number, command: line[2:]})
		case inside && language == "sh":
			command, _, _ := strings.Cut(line, "  #")
			block = append(block, docStep{line: number, command: strings.TrimSpace(command)})
		case inside && len(block) > 0:
			block[len(block)-1].output = append(block[len(block)-1].output, line)
		}
	}
	return all
}

// TestDocuments runs the commands of the documents, in order, in a folder with
// the shelf of experiments, and compares what they print. Measured numbers
// differ from run to run, so any number stands for any other, and lines of … for
// any lines.
func TestDocuments(t *testing.T) {
	root := filepath.Join("..", "..")
	documents, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range append(documents, filepath.Join(root, "README.md")) {
		t.Run(filepath.Base(document), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := os.CopyFS(filepath.Join(folder, "experiments"), os.DirFS(filepath.Join(root, "experiments"))); err != nil {
				t.Fatal(err)
			}
			for _, block := range append(blocks(t, document, "console"), blocks(t, document, "sh")...) {
				for _, s := range block {
					s.run(t, folder)
				}
			}
		})
	}
}

// elsewhere are commands that prove themselves by other means: that this test
// runs at all, a module of its own, or the same run a few lines further down.
var elsewhere = regexp.MustCompile(`^(go run ./cmd/runexp run experiments/quickstart.yaml|go (build|install|test|-C bench)|golangci-lint|git |cd |curl |\.ci/run)`)

func (s docStep) run(t *testing.T, folder string) {
	t.Helper()
	if elsewhere.MatchString(s.command) {
		return
	}
	words := strings.Fields(strings.Replace(s.command, "go run ./cmd/runexp", "runexp", 1))
	if len(words) == 0 || words[0] != "runexp" {
		t.Errorf("line %d: nobody runs %q", s.line, s.command)
		return
	}
	c := command(t, folder, words[1:]...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && (!failed || len(s.output) == 0) {
		t.Errorf("line %d: %s: %v\n%s", s.line, s.command, err, stderr.String())
		return
	}
	if len(s.output) > 0 && !alike(s.output, stdout.String()) && !alike(s.output, stderr.String()) {
		t.Errorf("line %d: %s\nprints\n%s%s\nthe document says\n%s", s.line, s.command, stdout.String(), stderr.String(), strings.Join(s.output, "\n"))
	}
}

var (
	numbers = regexp.MustCompile(`[0-9][0-9.,]*`)
	blanks  = regexp.MustCompile(`[ ─-]+`)
)

// alike compares an output with what a document shows of it.
func alike(want []string, got string) bool {
	normal := func(line string) string {
		return strings.TrimSpace(blanks.ReplaceAllString(numbers.ReplaceAllString(line, "0"), " "))
	}
	var pattern strings.Builder
	for _, line := range want {
		if strings.TrimSpace(line) == "…" {
			pattern.WriteString("(?:.*\n)*?")
			continue
		}
		parts := strings.Split(normal(line), "…")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		pattern.WriteString(strings.Join(parts, ".*") + "\n")
	}
	var text strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(got, "\n"), "\n") {
		text.WriteString(normal(line) + "\n")
	}
	return regexp.MustCompile("^" + pattern.String() + "$").MatchString(text.String())
}
