package config_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

func TestJoinHasOneSlashAtTheSeam(t *testing.T) {
	for _, test := range []struct{ base, path, want string }{
		{"http://h", "", "http://h"},
		{"http://h/", "", "http://h/"},
		{"http://h", "a", "http://h/a"},
		{"http://h", "/a", "http://h/a"},
		{"http://h/", "a", "http://h/a"},
		{"http://h/", "/a", "http://h/a"},
		{"http://h//", "//a", "http://h/a"},
		{"http://h/v1", "/", "http://h/v1/"},
		{"http://h/v1/", "/book/?d=1", "http://h/v1/book/?d=1"},
		{"http://h", "?a=b", "http://h?a=b"},
		{"http://h/", "?a=b", "http://h/?a=b"},
		{"http://h/add?name=x&", "${random}", "http://h/add?name=x&${random}"},
		{"http://h/add?name=x", "/y", "http://h/add?name=x/y"},
		{"http://h?", "a", "http://h?a"},
		{"http://h/${q}", "/a", "http://h/${q}/a"},
	} {
		if got := config.Join(test.base, test.path); got != test.want {
			t.Errorf("%s and %s make %s, want %s", test.base, test.path, got, test.want)
		}
	}
}

func TestHeadersKeepOrderAndSpelling(t *testing.T) {
	e := mustRead(t, "x-h: &h {b: 1, C: 2}\nrequest:\n  method: PATCH\n  headers:\n    X-b: ${trial}\n    a: \"\"\n    <<: *h\n    C: 3\n    X-Tab: \"a\\tb é\"\n")
	var got []string
	for _, h := range e.Request.Header {
		got = append(got, h.Name+": "+h.Value.String())
	}
	want := []string{"X-b: ${trial}", "a: ", "C: 3", "X-Tab: a\tb é", "b: 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if e.Request.Method != http.MethodPatch {
		t.Errorf("method is %s", e.Request.Method)
	}
}
