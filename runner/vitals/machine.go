package vitals

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
)

// Machine is what a measurement depends on of the machine that it was made on.
type Machine struct {
	OS   string `json:"os"`
	Arch string `json:"arch"`
	// Kernel is the kernel's release, CPU the processor's model; empty where the
	// system does not tell.
	Kernel string `json:"kernel,omitempty"`
	CPU    string `json:"cpu,omitempty"`
	// CPUs is how many processors the system shows, Processors how many of them
	// this process may use.
	CPUs       int     `json:"cpus"`
	Processors float64 `json:"processors"`
	// Memory is the main memory, in bytes; 0 where the system does not tell.
	Memory int64 `json:"memory,omitempty"`
	// Host is the machine's name.
	Host string `json:"host,omitempty"`
}

// Build is the program that measured.
type Build struct {
	// Version is that of runexp, Revision the commit that it was built from; both may
	// be empty.
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	// Go is the version of Go that built it.
	Go string `json:"go"`
}

// ThisMachine describes the machine that this process runs on.
func ThisMachine() Machine {
	m := describe(os.DirFS("/"))
	m.OS, m.Arch, m.CPUs = runtime.GOOS, runtime.GOARCH, runtime.NumCPU()
	m.Host, _ = os.Hostname()
	return m
}

// describe is what the files of a system tell of its machine.
func describe(root fs.FS) Machine {
	m := Machine{CPU: valueIn(root, "proc/cpuinfo", "model name"), Processors: float64(runtime.GOMAXPROCS(0))}
	cgroup := ownCgroup(root)
	if q := cgroup.read().quota; q != nil {
		m.Processors = min(m.Processors, *q)
	}
	kernel, _ := cgroup.text("proc/sys/kernel/osrelease")
	m.Kernel = strings.TrimSpace(kernel)
	var kib int64
	if _, err := fmt.Sscanf(valueIn(root, "proc/meminfo", "MemTotal"), "%d kB", &kib); err == nil {
		m.Memory = kib << 10
	}
	return m
}

// Differs says in a few words what sets a later machine apart as far as measuring
// goes, such as "8 -> 4 CPUs"; empty where nothing does. The name of the host is not
// looked at: a container gets a new one each time.
func (m Machine) Differs(later Machine) string {
	var all []string
	if m.OS != later.OS || m.Arch != later.Arch {
		all = append(all, fmt.Sprintf("%s/%s -> %s/%s", m.OS, m.Arch, later.OS, later.Arch))
	}
	switch {
	case m.CPUs != later.CPUs:
		all = append(all, fmt.Sprintf("%d -> %d CPUs", m.CPUs, later.CPUs))
	case m.Processors != later.Processors:
		all = append(all, fmt.Sprintf("%.4g -> %.4g usable CPUs", m.Processors, later.Processors))
	}
	if m.CPU != later.CPU {
		all = append(all, fmt.Sprintf("processor %q -> %q", m.CPU, later.CPU))
	}
	return strings.Join(all, ", ")
}

// Differs says what sets a later build apart; empty where nothing does.
func (b Build) Differs(later Build) string {
	var all []string
	differ := func(what, was, is string) {
		if was != is {
			all = append(all, fmt.Sprintf("%s %q -> %q", what, was, is))
		}
	}
	differ("version", b.Version, later.Version)
	differ("revision", b.Revision, later.Revision)
	differ("Go", b.Go, later.Go)
	return strings.Join(all, ", ")
}

// valueIn is the value of the first line "name : value" of a file of the system;
// empty where there is none.
func valueIn(root fs.FS, path, name string) string {
	f, err := root.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	for s := bufio.NewScanner(io.LimitReader(f, 16*longest)); s.Scan(); {
		if key, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
