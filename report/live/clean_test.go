package live_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"runexp/judge"
	"runexp/report/live"
	"runexp/runner"
)

// hostile are texts that would do something to a terminal.
func hostile() []string {
	return []string{
		"\x1b[2J\x1b[H", "\x1b]0;title\a", "\x9b31m", "\u009b2J", "a\rb", "a\nb", "a\vb\f", "\b\b\b", "\x00\x7f", "\u202eabc\u202c", "\u2066x\u2069",
		"\xff\xfe\xc3", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", "👩‍👩‍👧‍👦🏳️‍🌈", strings.Repeat("e\u0301", 80), "\u200b\u200d\ufeff", "ﷺ\u0e33", "\U000e0001\U000e007f",
		strings.Repeat("\u0301", 50), "\u2028\u2029", "   ", "",
	}
}

func TestHostileNamesStayText(t *testing.T) {
	for _, text := range hostile() {
		plan := planOf(t, pairs)
		plan.Name, plan.Targets[0].Name = text, text
		for i := range plan.Fields {
			if f := &plan.Fields[i]; f.Name == "concurrency" {
				f.Name = text
				f.Values = []string{text + "16", text + "32", text + "64"}
			}
		}
		plan.Analysis.Rows = text
		spoil := func(p *runner.Point) {
			for i := range p.Settings {
				if s := &p.Settings[i]; s.Name == "concurrency" {
					s.Name, s.Value = text, text+s.Value
				}
			}
		}
		for i := range plan.Points {
			spoil(&plan.Points[i])
		}
		for i := range plan.Trials {
			trial := &plan.Trials[i]
			trial.Point = plan.Points[trial.Point.Number-1]
			if trial.Target == "base" {
				trial.Target = text
			}
		}
		act := func(p *play) {
			p.perform(&p.plan.Trials[0])
			p.view.Finished(result(&p.plan.Trials[1]), judge.Verdict{Level: judge.Suspect, Reasons: []judge.Reason{{Flag: judge.Flag(text)}}})
			p.view.Note(text, true)
			p.watch(&p.plan.Trials[2], 3)
			p.settle()
		}
		for _, ascii := range []bool{false, true} {
			w := newTerminal(80, 24)
			staged(t, plan, w, live.Options{Color: true, ASCII: ascii, Heading: text}, func(p *play) {
				act(p)
				shown := w.text(false)
				if strings.Count(shown, bottom) != 1 || !strings.Contains(shown, "3/24") {
					p.Errorf("%q shows\n%s", text, shown)
				}
				if i := strings.IndexFunc(shown, func(r rune) bool { return r > '~' }); ascii && i >= 0 {
					p.Errorf("%q shows more than ASCII: %q", text, shown[i:])
				}
			})
		}
		lines := told(t, plan, live.Options{Heading: text}, act)
		if strings.ContainsFunc(lines, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) && r != '\u3000' }) || !utf8.ValidString(lines) {
			t.Errorf("%q writes %q", text, lines)
		}
	}
}

func FuzzTextsArePrintable(f *testing.F) {
	for _, text := range hostile() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := live.Printable(text)
		if !utf8.ValidString(got) || live.Printable(got) != got {
			t.Errorf("%q becomes %q", text, got)
		}
		w := newTerminal(1000, 10)
		_, _ = w.Write([]byte(got))
		if len(w.faults) > 0 || w.lines[0].wrapped != (len(w.lines) > 1) {
			t.Errorf("%q becomes %q: %q", text, got, w.faults)
		}
		if plain := !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }); plain && got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}

func BenchmarkFrame(b *testing.B) {
	for name, text := range map[string]string{"sweep": sweep, "matrix": broad, "bars": wide, "strip": large} {
		b.Run(name, func(b *testing.B) {
			plan, w := planOf(b, text), counter(0)
			s := live.NewStill(live.Options{Plan: plan, Writer: &w, Size: func() (int, int, bool) { return 80, 24, true }, Color: true, Now: time.Now})
			for i := range plan.Trials[:len(plan.Trials)/2] {
				s.Recalled(&runner.Result{Trial: plan.Trials[i]}, judge.Verdict{})
			}
			trial := &plan.Trials[len(plan.Trials)/2]
			now := progress(trial, 5)
			b.ReportAllocs()
			for b.Loop() {
				now.Done++
				now.Elapsed += 100 * ms
				s.Update(now)
				s.Draw()
			}
			b.ReportMetric(float64(w)/float64(b.N), "B/frame")
		})
	}
}

// counter counts bytes.
type counter int

func (c *counter) Write(text []byte) (int, error) {
	*c += counter(len(text))
	return len(text), nil
}
