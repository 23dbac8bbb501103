package crawl_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

func TestAPanicEndsTheCrawlNotTheProcess(t *testing.T) {
	for _, name := range []string{"serial", "window", "semaphore", "chunk", "static"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				discipline, err := crawl.DisciplineNamed(name)
				if err != nil {
					t.Fatal(err)
				}
				c := crawl.Crawl{
					Source: numbered("http://x", 20), Concurrency: 4, Discipline: discipline,
					Engine: &sleeper{t: t, delay: func(int) time.Duration { return time.Second }},
					Record: func(_ int, f crawl.Fetch) {
						if f.Index == 19 {
							panic("a bug")
						}
					},
				}
				_, err = c.Run(t.Context())
				if err == nil || !strings.Contains(err.Error(), "internal error: a bug") {
					t.Errorf("the error is %v", err)
				}
			})
		})
	}
}
