package vitals_test

import (
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"runexp/runner/vitals"
)

func TestWhatAMachineIs(t *testing.T) {
	most := float64(runtime.GOMAXPROCS(0))
	for _, test := range []struct {
		name  string
		files machine
		want  vitals.Machine
	}{
		{"a system without such files tells its processors", nil, vitals.Machine{Processors: most}},
		{
			"a virtual machine with Linux",
			machine{
				"proc/cpuinfo":              "processor\t: 0\nmodel name\t: AMD EPYC 7B13\nprocessor\t: 1\nmodel name\t: another\n",
				"proc/meminfo":              "MemFree:  1 kB\nMemTotal:       24576000 kB\n",
				"proc/sys/kernel/osrelease": "6.1.0-44-amd64\n",
			},
			vitals.Machine{CPU: "AMD EPYC 7B13", Memory: 24576000 << 10, Kernel: "6.1.0-44-amd64", Processors: most},
		},
		{
			"a quota leaves it a part of a processor",
			machine{"proc/self/cgroup": "0::/me\n", "sys/fs/cgroup/me/cpu.max": "50000 100000\n"},
			vitals.Machine{Processors: 0.5},
		},
		{
			"files that hold something else tell nothing",
			machine{"proc/cpuinfo": strings.Repeat("x", 1<<20), "proc/meminfo": "MemTotal: plenty"},
			vitals.Machine{Processors: most},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := make(fstest.MapFS)
			test.files.write(files)
			if got := vitals.Describe(files); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func TestWhatSetsMachinesApart(t *testing.T) {
	one := vitals.Machine{OS: "linux", Arch: "amd64", CPU: "A", CPUs: 8, Processors: 8, Host: "a", Kernel: "6.1", Memory: 1}
	for _, test := range []struct {
		name   string
		change func(*vitals.Machine)
		want   string
	}{
		{"nothing", func(*vitals.Machine) {}, ""},
		{"a kernel and memory, which measure the same", func(m *vitals.Machine) { m.Kernel, m.Memory = "6.2", 2 }, ""},
		{"half the processors", func(m *vitals.Machine) { m.CPUs, m.Processors = 4, 4 }, "8 -> 4 CPUs"},
		{"a quota", func(m *vitals.Machine) { m.Processors = 0.5 }, "8 -> 0.5 usable CPUs"},
		{"another system", func(m *vitals.Machine) { m.Arch = "arm64" }, "linux/amd64 -> linux/arm64"},
		{"another processor and another name of the host, which says nothing", func(m *vitals.Machine) { m.CPU, m.Host = "B\x1b", "b" }, `processor "A" -> "B\x1b"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			other := one
			test.change(&other)
			if got := one.Differs(other); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestWhatSetsBuildsApart(t *testing.T) {
	one := vitals.Build{Version: "1.0", Revision: "a", Go: "go1.26"}
	if got := one.Differs(one); got != "" {
		t.Errorf("the same build differs: %s", got)
	}
	if got, want := one.Differs(vitals.Build{Version: "1.1", Go: "go1.26"}), `version "1.0" -> "1.1", revision "a" -> ""`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestThisMachine(t *testing.T) {
	m := vitals.ThisMachine()
	if m.OS != runtime.GOOS || m.CPUs < 1 || !(m.Processors > 0) {
		t.Errorf("%+v", m)
	}
	if apart := m.Differs(vitals.ThisMachine()); apart != "" {
		t.Errorf("it differs from itself: %s", apart)
	}
}
