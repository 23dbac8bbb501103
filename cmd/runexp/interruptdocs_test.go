//go:build unix

package main

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInterruptions holds the table in docs/interruptions.md against the tests: each
// row names the test that shows it, and each such test has a row.
func TestInterruptions(t *testing.T) {
	t.Parallel()
	var tests []string
	for _, name := range interruptedTests(t) {
		if name != "TestInterruptedBySignal" {
			tests = append(tests, name)
			continue
		}
		for _, p := range phases() {
			tests = append(tests, name+"/"+strings.ReplaceAll(p.name, " ", "_"))
		}
	}
	slices.Sort(tests)
	var rows []string
	for scanner := bufio.NewScanner(bytes.NewReader(read(t, "..", "..", "docs", "interruptions.md"))); scanner.Scan(); {
		cells := strings.Split(strings.Trim(scanner.Text(), "|"), "|")
		name := strings.Trim(cells[len(cells)-1], " `")
		if !strings.HasPrefix(scanner.Text(), "|") || !strings.HasPrefix(name, "Test") {
			continue
		}
		rows = append(rows, name)
		for i, cell := range cells {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("the row of %s has nothing in column %d", name, i+1)
			}
		}
	}
	slices.Sort(rows)
	if diff := cmp.Diff(rows, tests); diff != "" {
		t.Errorf("the table in docs/interruptions.md and the tests differ (-table +tests):\n%s", diff)
	}
}

// interruptedTests are the tests of this package that are about interruptions.
func interruptedTests(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if test, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(test.Name.Name, "TestInterrupted") {
				names = append(names, test.Name.Name)
			}
		}
	}
	return names
}
