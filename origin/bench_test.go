package origin_test

import (
	"testing"

	"github.com/valyala/fasthttp"

	"runexp/origin"
)

// request returns a request as the library hands it to the handler.
func request(uri string) *fasthttp.RequestCtx {
	var r fasthttp.Request
	r.SetRequestURI(uri)
	c := new(fasthttp.RequestCtx)
	c.Init(&r, nil, nil)
	return c
}

func BenchmarkAdd(b *testing.B) {
	for _, bench := range []struct{ name, uri string }{
		{"no delay", "http://127.0.0.1/add?name=p1r1&delay=0&kqzjdowvet"},
		{"workers", "http://127.0.0.1/add?name=p1r1&delay=0&workers=1000&kqzjdowvet"},
		{"a name that is dropped", "http://127.0.0.1/add?name=p1r2&delay=0&kqzjdowvet"},
		{"64 KiB", "http://127.0.0.1/add?name=p1r1&delay=0&size=65536"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s := origin.New(origin.Options{Names: 1})
			s.Handle(request("http://127.0.0.1/add?name=p1r1&delay=0"))
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				c := request(bench.uri)
				for pb.Next() {
					c.Response.Reset()
					c.Request.SetRequestURI(bench.uri) // read anew each time
					s.Handle(c)
				}
			})
		})
	}
}
