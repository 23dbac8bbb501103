package live

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"runexp/runner"
)

// place is a trial's place in the order: 3/21. Blocks that are run again have
// places after the last one.
func place(plan *runner.Plan, t *runner.Trial) string {
	total := trialsOf(plan)
	digits := len(strconv.Itoa(total))
	if t.Seq > total {
		return fmt.Sprintf("%*d", 2*digits+1, t.Seq)
	}
	return fmt.Sprintf("%*d/%d", digits, t.Seq, total)
}

// longestValue is how many columns of a value a caption has room for.
const longestValue = 24

// caption names a point by what is swept, such as concurrency=100 delay=50ms.
func caption(plan *runner.Plan, p runner.Point) string {
	var words []string
	for _, f := range plan.Swept() {
		if v, ok := p.Value(f.Name); ok {
			words = append(words, printable(f.Name)+"="+shortened(printable(v), longestValue))
		}
	}
	return strings.Join(words, " ")
}

// outcome is a finished trial in a few words.
func outcome(r *runner.Result) string {
	text := "rps=" + rateText(r.Throughput())
	if r.OK > 0 {
		text += " p99=" + latencyText(r.Latency.Quantile(0.99))
	}
	return fmt.Sprintf("%s errors=%d (%s)", text, r.Errors, secondsText(r.Elapsed))
}

// count is a number of things: 1 error, 2 errors.
func count(n int64, thing string) string {
	text := strconv.FormatInt(n, 10) + " " + thing
	if n != 1 {
		text += "s"
	}
	return text
}

func rateText(rate float64) string {
	if rate < 100 {
		return strconv.FormatFloat(rate, 'f', 1, 64)
	}
	return strconv.FormatFloat(rate, 'f', 0, 64)
}

func latencyText(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64) + "ms"
}

func secondsText(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}

// roughly is a duration in whole seconds, or minutes where there are hours; a second
// at least.
func roughly(d time.Duration) string {
	d = max(d, time.Second).Round(time.Second)
	if d < time.Hour {
		text := d.String()
		if whole, ok := strings.CutSuffix(text, "m0s"); ok {
			return whole + "m"
		}
		return text
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%dh%02dm", d/time.Hour, d%time.Hour/time.Minute)
}
