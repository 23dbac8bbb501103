package report_test

import (
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"runexp/report"
)

// checkWidth fails if a line is wider than a terminal of that many columns, by
// the measure of another library than the one that the table is made with.
func checkWidth(t *testing.T, text string, width int) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Fatalf("not UTF-8: %q", text)
	}
	for line := range strings.Lines(escapes.ReplaceAllString(text, "")) {
		line = strings.TrimSuffix(line, "\n")
		if got := displaywidth.String(line); got > width {
			t.Fatalf("%d columns where %d are there: %q\n%s", got, width, line, text)
		}
		if strings.HasSuffix(line, " ") {
			t.Fatalf("spaces at the end of %q", line)
		}
	}
}

func TestNoLineIsEverWiderThanTheTerminal(t *testing.T) {
	scenes := allScenes()
	for seed := range uint64(25) {
		scenes = append(scenes, made{rand.New(rand.NewPCG(seed, 1))}.scene())
	}
	for i, s := range scenes {
		d := s.data()
		d.Again += " --set " + s.note0() + " 'it''s a \"quoted\"   text' \"and \\\"another\""
		for width := 20; width <= 200; width += 3 + i%7 {
			l := report.Layout{Width: width, ASCII: i%3 == 0, Color: i%2 == 0}
			if i%5 == 4 {
				l.Columns = []string{"concurrency", "elapsed_range", "p999", "bytes"}
			}
			checkWidth(t, table(t, d, l), width)
		}
	}
}

func (s scene) note0() string {
	if len(s.note) == 0 {
		return "x"
	}
	return "'" + s.note[0] + "'"
}

func TestLessThanTwentyColumnsCountAsTwenty(t *testing.T) {
	d := sceneNamed("trouble").data()
	if got, want := table(t, d, report.Layout{Width: 3}), table(t, d, report.Layout{Width: 20}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Numbers are never cut: whatever the width, those that are shown are whole.
func TestNumbersAreWholeAtAnyWidth(t *testing.T) {
	d := sceneNamed("book-log").data()
	whole := make(map[string]bool)
	for w := range strings.FieldsSeq(table(t, d, report.Layout{})) {
		whole[w] = true
	}
	for width := 20; width <= 200; width++ {
		_, rows, _ := strings.Cut(table(t, d, report.Layout{Width: width}), "seed 9")
		rows, _, _ = strings.Cut(rows, "\n~  ")
		rows, _, _ = strings.Cut(rows, "hidden")
		for w := range strings.FieldsSeq(rows) {
			if strings.Trim(w, "0123456789.x~-") == "" && !whole[w] && w != "" && !strings.HasPrefix(w, "─") {
				if !strings.Contains(rows, " "+w+" column") {
					t.Fatalf("width %d: %q is not in the full table:\n%s", width, w, rows)
				}
			}
		}
	}
}

// The command must mean the same to a shell, wherever it is folded.
func TestAFoldedCommandCanBePasted(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	commands := []string{
		"runexp run a.yaml --seed 1",
		"runexp run experiments/" + strings.Repeat("long/", 60) + "a.yaml --seed 18446744073709551615",
		`runexp run 'it is  a'\''s file.yaml' --set "a=\"b  c\" \$x" --set x=\ y --set z="` + strings.Repeat("w  ", 40) + `" --seed 1`,
		`runexp run 'C:\dir\' "a  b" 'it ends in \' x "c  d" ` + strings.Repeat(`'\' `, 30),
		`runexp run '` + strings.Repeat(`a \ b" `, 30) + `' --seed 1`,
	}
	for _, command := range commands {
		want := arguments(t, shell, command)
		d := sceneNamed("seed").data()
		d.Again = command
		for width := 20; width <= 100; width += 3 {
			got := table(t, d, report.Layout{Width: width})
			checkWidth(t, got, width)
			_, folded, _ := strings.Cut(got, "again:   ")
			if got := arguments(t, shell, folded); got != want {
				t.Fatalf("width %d: as\n%s\nthe arguments are\n%s\nnot\n%s", width, folded, got, want)
			}
		}
	}
}

// arguments lets a shell split a command into its arguments.
func arguments(t *testing.T, shell, command string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), shell, "-c", `runexp() { printf '<%s>\n' "$@"; }; `+command).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}
