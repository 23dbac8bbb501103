package config

import "strings"

// nearest is the candidate that word is most likely a slip of: the same in
// other case, else the smallest
// optimal string alignment distance (insertions, deletions, substitutions and
// swaps of neighbours), at most a third of the word's length, at least one;
// failing that, one that word is the beginning of. It is empty when none is
// near.
func nearest(word string, candidates []string) string {
	best, limit := "", max(1, len(word)/3)
	if len(word) > 64 {
		return ""
	}
	for _, candidate := range candidates {
		if strings.EqualFold(word, candidate) {
			return candidate
		}
	}
	for _, candidate := range candidates {
		if d := distance(word, candidate, limit); d <= limit {
			best, limit = candidate, d-1
		}
	}
	for _, candidate := range candidates {
		if best == "" && len(word) >= 3 && strings.HasPrefix(candidate, word) {
			best = candidate
		}
	}
	return best
}

// distance is the optimal string alignment distance of a and b, or more than
// limit as soon as that is certain.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	var previous2 []int
	previous := make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current := make([]int, len(b)+1)
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], previous2[j-2]+1)
			}
		}
		previous2, previous = previous, current
	}
	return previous[len(b)]
}
