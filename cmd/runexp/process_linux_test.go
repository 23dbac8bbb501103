package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// childOf is the process that pid started.
func childOf(t *testing.T, pid int) int {
	t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		children, err := os.ReadFile(task)
		if err != nil {
			continue
		}
		if fields := bytes.Fields(children); len(fields) > 0 {
			child, err := strconv.Atoi(string(fields[0]))
			if err != nil {
				t.Fatal(err)
			}
			return child
		}
	}
	t.Fatal("it has no child")
	return 0
}

// alive reports whether a process runs; one that has ended and is only waiting
// to be reaped does not.
func alive(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := bytes.Cut(status, []byte(") "))
	return len(after) > 0 && after[0] != 'Z'
}
