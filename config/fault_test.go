package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

func TestTwentyFaultsAreToldAndTheOthersCounted(t *testing.T) {
	for n, want := range map[int]string{1: "", 20: "", 21: "and 1 more", 25: "and 5 more", 1030: "and 1010 more"} {
		text := experiment(each(n, func(i int) string { return fmt.Sprintf("frob%d: 1\n", i) }))
		faults := faultsOf(t, input(text))
		if len(faults) != n {
			t.Fatalf("%d faults, want %d", len(faults), n)
		}
		rows := strings.Split(faults.Error(), "\n")
		told := 0
		for _, row := range rows {
			if strings.HasPrefix(row, "x.yaml:") {
				told++
			}
		}
		if told != min(n, 20) {
			t.Errorf("%d of %d are told", told, n)
		}
		if last := rows[len(rows)-1]; strings.HasPrefix(last, "and ") != (want != "") || want != "" && last != want {
			t.Errorf("the last line of %d faults is %q, want %q", n, last, want)
		}
	}
}

func TestFaultsStandInTheFilesOrder(t *testing.T) {
	faults := faultsOf(t, input(experiment("repeats: 0\nwhere: nosuch\npath: /${nosuch}\nseed: x\n")))
	lines := make([]int, len(faults))
	for i, f := range faults {
		lines[i] = f.At.Line
	}
	if !slices.IsSorted(lines) || len(lines) != 4 {
		t.Errorf("lines are %v", lines)
	}
}

// A fault may be told for a place that no file has, and by other rooms.
func TestFaultsOfOthers(t *testing.T) {
	e := mustRead(t, "concurrency: [1, 2]")
	at := e.Factor("concurrency").At
	for _, test := range []struct {
		name  string
		fault *config.Fault
		want  string
	}{
		{"at a place", at.Fault("something", ""), "x.yaml:1:14: something\n   1 | concurrency: [1, 2]\n     |              ^^^^^^\n"},
		{"with a hint", at.Fault("something", "do this"), "x.yaml:1:14: something\n   1 | concurrency: [1, 2]\n     |              ^^^^^^ do this\n"},
		{"with a hint of two lines", at.Fault("something", "do this\nor that"), "x.yaml:1:14: something\n   1 | concurrency: [1, 2]\n     |              ^^^^^^\n       do this\n       or that\n"},
		{"with a hint that finds no room", at.Fault("something", strings.Repeat("do ", 20)), "x.yaml:1:14: something\n   1 | concurrency: [1, 2]\n     |              ^^^^^^\n       " + strings.Repeat("do ", 20) + "\n"},
		{"nowhere", config.Pos{}.Fault("something", "do this"), "something\n       do this\n"},
		{"of several lines", config.Pos{}.Fault("something\n  and more", ""), "something\n  and more\n"},
		{"as a warning", &config.Fault{At: at, Message: "something", Warning: true}, "x.yaml:1:14: warning: something\n   1 | concurrency: [1, 2]\n     |              ^^^^^^\n"},
	} {
		if diff := cmp.Diff(test.want, test.fault.Text()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	if got := (config.Pos{}).File(); got != "" {
		t.Errorf("the place nowhere is in %q", got)
	}
}
