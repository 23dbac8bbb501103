package crawl_test

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/crawl"
)

// full is a template that uses every kind of part everywhere.
func full(seed uint64) *crawl.Template {
	random, index := crawl.Part{Kind: crawl.Random}, crawl.Part{Kind: crawl.Index}
	text := func(s string) crawl.Part { return crawl.Part{Text: s} }
	return &crawl.Template{
		Method: "POST",
		URL:    []crawl.Part{text("http://host/add?name="), random, text("&n="), index},
		Header: []crawl.TemplateField{
			{Name: "X-Plain", Value: []crawl.Part{text("as it is")}},
			{Name: "X-Word", Value: []crawl.Part{text("<"), random, text(">")}},
			{Name: "X-Empty"},
		},
		Body: []crawl.Part{text(`{"id":`), index, text(`,"word":"`), random, text(`"}`)},
		Seed: seed,
		N:    1000,
	}
}

func TestATemplateWritesItsParts(t *testing.T) {
	letters := crawl.Letters(7, 42)
	word := string(letters[:])
	want := crawl.Request{
		Method: "POST",
		URL:    []byte("http://host/add?name=" + word + "&n=42"),
		Header: []crawl.Field{
			{Name: "X-Plain", Value: []byte("as it is")},
			{Name: "X-Word", Value: []byte("<" + word + ">")},
			{Name: "X-Empty"},
		},
		Body: []byte(`{"id":42,"word":"` + word + `"}`),
	}
	var got crawl.Request
	full(7).Fill(&got, 42)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := full(7).Len(); n != 1000 {
		t.Errorf("length %d, want 1000", n)
	}
}

func TestABufferIsReusedWhateverWasInIt(t *testing.T) {
	r := crawl.Request{
		URL:    bytes.Repeat([]byte("old"), 100),
		Body:   []byte("old body"),
		Header: []crawl.Field{{Name: "Old", Value: []byte("old")}},
	}
	var fresh crawl.Request
	full(1).Fill(&fresh, 3)
	full(1).Fill(&r, 3)
	if diff := cmp.Diff(fresh, r); diff != "" {
		t.Error(diff)
	}
	(&crawl.Template{Method: "GET", URL: []crawl.Part{{Text: "/"}}}).Fill(&r, 0)
	if r.Method != http.MethodGet || string(r.URL) != "/" || len(r.Header) != 0 || len(r.Body) != 0 {
		t.Errorf("after a template without fields and body: %+v", r)
	}
}

func TestARequestDependsOnSeedAndIndexOnly(t *testing.T) {
	const n = 1000
	source := full(9)
	text := func(r *crawl.Request) string {
		return fmt.Sprintf("%s %s %s %s", r.Method, r.URL, r.Header, r.Body)
	}
	want := make([]string, n)
	for i := range want {
		var r crawl.Request
		source.Fill(&r, i)
		want[i] = text(&r)
	}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			var r crawl.Request
			for k := range n {
				i := (k*7 + worker*251) % n // another order for each
				source.Fill(&r, i)
				if got := text(&r); got != want[i] {
					t.Errorf("request %d is %q on worker %d, want %q", i, got, worker, want[i])
					return
				}
			}
		})
	}
	group.Wait()
}

func TestFillingAllocatesNothing(t *testing.T) {
	source := full(1)
	var r crawl.Request
	source.Fill(&r, math.MaxInt) // the longest there is
	i := 0
	if n := testing.AllocsPerRun(1000, func() { source.Fill(&r, i); i++ }); n != 0 {
		t.Errorf("%v allocations a request, want none", n)
	}
}

func TestLettersAreTenDistinctOnes(t *testing.T) {
	for i := range uint64(10000) {
		word := crawl.Letters(5, i)
		slices.Sort(word[:])
		if len(slices.Compact(word[:])) != 10 || word[0] < 'a' || word[9] > 'z' {
			t.Fatalf("word %d has the letters %q", i, word)
		}
	}
}

// TestLettersAreUniform checks each of the ten places with Pearson's test. Its
// chi-square has 25 degrees of freedom; above 68.8 it is by chance once in
// 200,000 times. The seed is fixed, so the test cannot fail by chance.
func TestLettersAreUniform(t *testing.T) {
	const n = 260_000
	const expected = n / 26.0
	var count [10][26]int
	for i := range uint64(n) {
		for place, letter := range crawl.Letters(11, i) {
			count[place][letter-'a']++
		}
	}
	for place := range count {
		var chi float64
		for letter, c := range count[place] {
			if c == 0 {
				t.Errorf("letter %c never stands at place %d", 'a'+letter, place)
			}
			chi += (float64(c) - expected) * (float64(c) - expected) / expected
		}
		if chi > 68.8 || chi < 5 {
			t.Errorf("chi-square at place %d is %.1f, want 5 to 68.8", place, chi)
		}
	}
}

// TestPairsOfLettersAreUniform is the same for the 650 ordered pairs at two
// neighbouring places: 649 degrees of freedom, bounds about five deviations
// away.
func TestPairsOfLettersAreUniform(t *testing.T) {
	const n = 650_000
	const expected = n / 650.0
	var count [9][26][26]int
	for i := range uint64(n) {
		word := crawl.Letters(12, i)
		for place := range count {
			count[place][word[place]-'a'][word[place+1]-'a']++
		}
	}
	for place := range count {
		var chi float64
		for a := range 26 {
			for b := range 26 {
				if a != b {
					d := float64(count[place][a][b]) - expected
					chi += d * d / expected
				}
			}
		}
		if chi < 480 || chi > 830 {
			t.Errorf("chi-square of pairs at place %d is %.1f, want 480 to 830", place, chi)
		}
	}
}

// TestWordsRepeatNoMoreThanChanceHasIt: among a million of 1.9e13 words, 0.026
// pairs of equal ones are to be expected.
func TestWordsRepeatNoMoreThanChanceHasIt(t *testing.T) {
	seen := make(map[[10]byte]bool, 1_000_000)
	for i := range uint64(1_000_000) {
		word := crawl.Letters(13, i)
		if seen[word] {
			t.Fatalf("word %d, %q, came before", i, word)
		}
		seen[word] = true
	}
}

func TestSeedsGiveDifferentWords(t *testing.T) {
	seen := make(map[[10]byte]uint64)
	for seed := range uint64(300) {
		for i := range uint64(300) {
			word := crawl.Letters(seed, i)
			if other, ok := seen[word]; ok {
				t.Fatalf("%q comes from seeds %d and %d", word, other, seed)
			}
			seen[word] = seed
		}
	}
}

func TestTheSameSeedGivesTheSameWordsInEveryVersion(t *testing.T) {
	for _, test := range []struct {
		seed, i uint64
		want    string
	}{
		{0, 0, "bepiljrtud"},
		{1, 0, "iapnbdxlhc"},
		{1, 1, "vtquokijpn"},
		{math.MaxUint64, math.MaxUint64, "udiemtlzpq"},
	} {
		if got := crawl.Letters(test.seed, test.i); string(got[:]) != test.want {
			t.Errorf("seed %d, index %d: %q, want %q", test.seed, test.i, got, test.want)
		}
	}
}
