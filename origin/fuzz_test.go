package origin_test

import (
	"bytes"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/valyala/fasthttp"

	"runexp/origin"
)

func FuzzAdd(f *testing.F) {
	for _, seed := range []string{
		"", "name", "name=a", "name=a&delay=100&kqzjdowvet", "name=a&delay=x", "name=%", "name=%zz", "name=%ff", "name=+",
		"name=a&name=b", "name=a&delay=60000&jitter=1", "name=a&delay=60000&jitter=0", "name=a&delay=0&status=204&size=5",
		"name=a&delay=0&size=99999", "name=a&workers=1", "name=a&workers=99999999999999999999", "&&&=&==&name=a", "name=a;delay=5",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		synctest.Test(t, func(t *testing.T) {
			s := origin.New(origin.Options{})
			c := request("http://origin/add")
			c.URI().SetQueryString(query)
			name := string(bytes.Clone(c.QueryArgs().Peek("name"))) // the library's reading of the first one
			start := time.Now()
			s.Handle(c)
			took, status := time.Since(start), c.Response.StatusCode()

			stats := s.Stats()
			checkSum(t, stats)
			usable := name != "" && len(name) <= 256 && utf8.ValidString(name)
			if stats.Requests != 1 || (stats.Unnamed == 0) != usable || stats.Names[name].Requests != 1-stats.Unnamed {
				t.Errorf("counted %+v", stats)
			}
			if status < 200 || status > 599 || took > time.Minute {
				t.Errorf("status %d after %v", status, took)
			}
			asked, err := strconv.Atoi(string(c.QueryArgs().Peek("status")))
			if err != nil || asked != status { // then it is the server's own
				checkOwn(t, status, usable, c)
			}
		})
	})
}

// checkOwn checks an answer with a status that was not asked for: 200, or a refusal with a line of text.
func checkOwn(t *testing.T, status int, usable bool, c *fasthttp.RequestCtx) {
	t.Helper()
	body := c.Response.Body()
	switch {
	case status == fasthttp.StatusOK && usable && len(bytes.Trim(body, ".")) == 0:
	case status == fasthttp.StatusBadRequest && bytes.Count(body, []byte("\n")) == 1 && body[len(body)-1] == '\n' && utf8.Valid(body):
	default:
		t.Errorf("got %d %q", status, body)
	}
}
