package judge

import (
	"errors"
	"fmt"

	"runexp/stats"
)

// refusedApart turns the error of a comparison of two runs into a word and
// a sentence.
func refusedApart(err error) (Word, string) {
	if few, ok := errors.AsType[stats.FewTrialsError](err); ok {
		return TooFew, fmt.Sprintf("too few repeats to tell (%d; %d needed)", few.N, few.Need)
	}
	return NotComparable, err.Error()
}
