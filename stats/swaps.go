package stats

import "math/rand/v2"

const (
	mostExact = 12     // pairs whose swaps are all gone through
	drawn     = 10_000 // swaps drawn where there are more
)

// swapTails returns the shares of the swaps of the arms within pairs that give a
// sum of doubled at least as large as it is (plus) and at most as large (minus).
// To swap a set of pairs takes twice their sum away, so the sum stays as large
// where that of the set is 0 or less. Up to 12 pairs all 2^n sets are counted;
// beyond, 10,000 drawn from seed and the set as it is (Phipson and Smyth 2010: a p
// of drawn swaps is never 0).
func swapTails(doubled []int, seed uint64) (plus, minus float64) {
	if len(doubled) <= mostExact {
		return exactTails(doubled)
	}
	return drawnTails(doubled, seed)
}

func exactTails(doubled []int) (plus, minus float64) {
	var sums [1 << mostExact]int
	size := 1
	for _, d := range doubled {
		for i := range size {
			sums[size+i] = sums[i] + d
		}
		size *= 2
	}
	up, down := 0, 0
	for _, sum := range sums[:size] {
		if sum <= 0 {
			up++
		}
		if sum >= 0 {
			down++
		}
	}
	return float64(up) / float64(size), float64(down) / float64(size)
}

func drawnTails(doubled []int, seed uint64) (plus, minus float64) {
	tables := byteSums(doubled)
	random := rand.NewPCG(seed, uint64(len(doubled)))
	up, down := 1, 1
	for range drawn {
		sum, left := 0, uint64(0)
		for k := range tables {
			if k%8 == 0 {
				left = random.Uint64()
			}
			sum += tables[k][left&0xff]
			left >>= 8
		}
		if sum <= 0 {
			up++
		}
		if sum >= 0 {
			down++
		}
	}
	return float64(up) / (drawn + 1), float64(down) / (drawn + 1)
}

// byteSums holds, for each eight of doubled, the sums of all its subsets, so that
// a drawn byte is one look-up.
func byteSums(doubled []int) [][256]int {
	tables := make([][256]int, (len(doubled)+7)/8)
	for i, d := range doubled {
		table, size := &tables[i/8], 1<<(i%8)
		for j := range size {
			table[size+j] = table[j] + d
		}
	}
	for i := len(doubled); i%8 != 0; i++ { // bits that stand for no pair
		table, size := &tables[i/8], 1<<(i%8)
		for j := range size {
			table[size+j] = table[j]
		}
	}
	return tables
}
