package runner

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"runexp/config"
)

// axis is one dimension of the product: a factor, or factors zipped together.
type axis []config.Factor

func (a axis) len() int { return len(a[0].Levels) }

func (a axis) name() string {
	names := make([]string, len(a))
	for i, f := range a {
		names[i] = f.Name
	}
	return strings.Join(names, "+")
}

// axesOf lists the axes in the file's order; a zip group stands where its
// first factor does.
func axesOf(e *config.Experiment) []axis {
	var axes []axis
	done := make(map[string]bool)
	for _, f := range e.Factors {
		if done[f.Name] {
			continue
		}
		a := axis{f}
		for _, group := range e.Zip {
			if slices.Contains(group, f.Name) {
				a = zipped(e, group)
			}
		}
		for _, f := range a {
			done[f.Name] = true
		}
		axes = append(axes, a)
	}
	return axes
}

func zipped(e *config.Experiment, group []string) axis {
	var a axis
	for _, name := range group {
		a = append(a, *e.Factor(name))
	}
	return a
}

// product says in words what is multiplied.
func product(axes []axis) string {
	var words []string
	for _, a := range axes {
		switch {
		case len(a) > 1:
			words = append(words, fmt.Sprintf("zip (%s) %d", strings.ReplaceAll(a.name(), "+", ", "), a.len()))
		case a.len() > 1:
			words = append(words, fmt.Sprintf("%s %d", a.name(), a.len()))
		}
	}
	return strings.Join(words, " x ")
}

// tooLarge refuses a product above the limit before it is multiplied, however
// large it is. It names the factors, the largest first.
func tooLarge(e *config.Experiment, axes []axis) *config.Fault {
	size := big.NewInt(1)
	for _, a := range axes {
		size.Mul(size, big.NewInt(int64(a.len())))
	}
	message := beyond(size, e)
	if message == "" {
		return nil
	}
	largest := slices.SortedFunc(slices.Values(axes), func(a, b axis) int {
		return cmp.Or(cmp.Compare(b.len(), a.len()), cmp.Compare(a.name(), b.name()))
	})
	var factors []string
	for _, a := range largest {
		if a.len() > 1 {
			factors = append(factors, fmt.Sprintf("%s %d", a.name(), a.len()))
		}
	}
	return ofFile(e, message+" "+strings.Join(factors, " x "))
}

// beyond says that so many points make too many trials; nothing if they do not.
func beyond(points *big.Int, e *config.Experiment) string {
	words := commas(points) + " points"
	trials := new(big.Int).Set(points)
	times := func(n int, text string) {
		trials.Mul(trials, big.NewInt(int64(n)))
		words += " x " + text
	}
	if n := len(e.Targets); n > 0 {
		times(n, counted(n, "target"))
	}
	repeats, warmups := e.Repeats.Max, e.Warmup.Blocks
	switch {
	case e.Search != nil && e.PerSlot == 0:
		times(e.Search.Trials, counted(e.Search.Trials, "trial"))
	case warmups > 0:
		times(warmups+repeats, fmt.Sprintf("(%d to warm up + %s)", warmups, counted(repeats, "repeat")))
	default:
		times(repeats, counted(repeats, "repeat"))
	}
	if trials.Cmp(big.NewInt(maxTrials)) <= 0 {
		return ""
	}
	return fmt.Sprintf("%s = %s trials;\n  the limit is %s.", words, commas(trials), config.Thousands(maxTrials))
}

// counted is a number of things.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func commas(n *big.Int) string {
	text := n.String()
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// ofFile is a fault of the file as a whole.
func ofFile(e *config.Experiment, message string) *config.Fault {
	if e.File != "" {
		message = e.File + ": " + message
	}
	return config.Pos{}.Fault(message, "")
}
