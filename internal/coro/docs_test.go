package coro_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// page is the document that shows the examples of this package, and of others,
// beside their Python.
const page = "../../docs/from-python.md"

// The page quotes examples that run: its Go is theirs, and so is its output.
func TestThePageQuotesTheExamples(t *testing.T) {
	examples := read(t, "example_test.go") + read(t, "../../crawl/example_python_test.go")
	seed := read(t, "../../experiments/seed.yaml")
	tests := []struct {
		language string
		least    int
		source   string
		mark     string // what stands before each line in the source
	}{
		{"go", 10, examples, ""},
		{"text", 7, examples, "// "},
		{"yaml", 1, seed, ""},
	}
	for _, tt := range tests {
		blocks := fenced(read(t, page), tt.language)
		if len(blocks) < tt.least {
			t.Errorf("%d blocks of %s, want at least %d", len(blocks), tt.language, tt.least)
		}
		source := lines(tt.source, "")
		for _, block := range blocks {
			if !contains(source, lines(block, tt.mark)) {
				t.Errorf("no example has this %s:\n%s", tt.language, block)
			}
		}
	}
}

// A block that nobody checks would rot.
func TestThePageHasNoOtherBlocks(t *testing.T) {
	checked := []string{"go", "text", "yaml", "console"} // the last one by the command's own tests
	open := false
	for line := range strings.Lines(read(t, page)) {
		language, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		if !fence {
			continue
		}
		if open = !open; open && !slices.Contains(checked, language) {
			t.Errorf("a block of %q", language)
		}
	}
}

func TestThePageLinksToWhatIsThere(t *testing.T) {
	prose := regexp.MustCompile("(?ms)^```.*?^```$").ReplaceAllString(read(t, page), "")
	links := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`).FindAllStringSubmatch(prose, -1)
	if len(links) < 5 {
		t.Fatalf("only %d links found", len(links))
	}
	for _, link := range links {
		if _, err := os.Stat(filepath.Join(filepath.Dir(page), link[1])); err != nil {
			t.Errorf("link to %s: %v", link[1], err)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fenced returns the blocks of a language in a Markdown text.
func fenced(text, language string) []string {
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

// lines returns a text's lines without their indentation, each after a mark.
func lines(text, mark string) []string {
	var all []string
	for line := range strings.Lines(text) {
		all = append(all, mark+strings.TrimSpace(line))
	}
	return all
}

// contains reports whether part is a run of lines within all.
func contains(all, part []string) bool {
	for i := range all {
		if len(all)-i >= len(part) && slices.Equal(all[i:i+len(part)], part) {
			return true
		}
	}
	return false
}
