//go:build unix

package rig

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

// Machine describes what the numbers were measured on: cores, CPU, kernel.
func Machine() string {
	model := "unknown CPU"
	if m := regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`).FindStringSubmatch(file("/proc/cpuinfo")); m != nil {
		model = m[1]
	}
	kernel := runtime.GOOS
	if release := file("/proc/sys/kernel/osrelease"); release != "" {
		kernel = "Linux " + release
	}
	return fmt.Sprintf("%d cores of %s, %s/%s", runtime.NumCPU(), model, kernel, runtime.GOARCH)
}

// LoadAverage is the number of runnable processes, averaged over the last 1, 5
// and 15 minutes.
func LoadAverage() string {
	words := strings.Fields(file("/proc/loadavg"))
	if len(words) < 3 {
		return "unknown"
	}
	return strings.Join(words[:3], " ")
}

// file is the text of a small file; empty where there is none.
func file(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
