package report_test

import (
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"runexp/report"
	"runexp/runner"
)

// letters are what made-up names and values consist of: narrow and wide ones,
// marks without a width, emoji with all that may follow them, and what must not
// reach a terminal.
var letters = strings.Split("a b c x y z 0 1 9 . - _ / = é é ü ß Ж λ क्षि ไทย 漢 字 テ ス ト 한 글 ｱ 🙂 👍🏽 👨‍👩‍👧 🇩🇪 ❤️ 1️⃣ … ─ · \u202e \u200b \x1b[31m \x07 \t \n \u0085 \xff \u00a0 \u3000 |", " ")

type made struct{ *rand.Rand }

func (m made) word(most int) string {
	var b strings.Builder
	for range 1 + m.IntN(most) {
		if m.IntN(9) == 0 {
			b.WriteByte(' ')
		}
		b.WriteString(letters[m.IntN(len(letters))])
	}
	return b.String()
}

func (m made) values(n, most int) []string {
	seen := make(map[string]bool)
	var values []string
	for len(values) < n {
		if w := m.word(most); !seen[w] {
			seen[w] = true
			values = append(values, w)
		}
	}
	return values
}

// scene makes up an experiment of any shape.
func (m made) scene() scene {
	s := scene{
		name: m.word(12), seed: m.Uint64(), repeats: 1 + m.IntN(3), alone: time.Duration(1 + m.Int64N(int64(40*time.Second))),
		baseURL: "http://" + m.word(40),
		fields:  []runner.Field{field("iterations", strconv.Itoa(1+m.IntN(300)))},
	}
	s.fields = append(s.fields, field("concurrency", []string{"1", "10", "100000"}[:1+m.IntN(3)]...))
	for range m.IntN(4) {
		most := []int{3, 12, 200}[m.IntN(3)]
		s.fields = append(s.fields, param(m.word(20), m.values(1+m.IntN(3), most)...))
	}
	if m.IntN(3) == 0 {
		s.fields = append(s.fields, field("keepalive", "true", "false"))
	}
	m.Shuffle(len(s.fields), func(i, j int) { s.fields[i], s.fields[j] = s.fields[j], s.fields[i] })
	if m.IntN(2) == 0 {
		s.analysis.By = s.fields[m.IntN(len(s.fields))].Name
	}
	if m.IntN(3) == 0 {
		s.analysis.Metrics = report.Metrics()[m.IntN(9):][:1+m.IntN(8)]
	}
	if m.IntN(2) == 0 {
		n, cause := m.Int64N(3), m.word(300)
		s.fail = func(r *runner.Result) { failing(r, min(n, r.OK), "protocol", 599, cause) }
	}
	if m.IntN(3) == 0 {
		s.done = func(runner.Trial) bool { return m.IntN(4) > 0 }
	}
	for range m.IntN(3) {
		s.note = append(s.note, m.word(150))
	}
	return s
}

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
	scenes := scenes()
	for seed := range uint64(25) {
		scenes = append(scenes, made{rand.New(rand.NewPCG(seed, 1))}.scene())
	}
	for i, s := range scenes {
		d := s.data()
		d.Again += " --set " + s.note0() + " 'it''s a \"quoted\"   text' \"and \\\"another\""
		for width := 20; width <= 200; width += 1 + i%7 {
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
