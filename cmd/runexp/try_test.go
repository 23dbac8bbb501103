package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A server that repeats what it was sent must not bring a secret to the screen.
func TestTryMasksSecretsThatTheServerRepeats(t *testing.T) {
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		fmt.Fprintf(w, "you sent %s to %s", r.Header.Get("Authorization"), r.RequestURI)
	}))
	defer echo.Close()
	folder := t.TempDir()
	file := "base_url: " + echo.URL + `
path: /x?key=${secret:TOKEN.url}
request: {headers: {Authorization: "Bearer ${secret:TOKEN}"}}
iterations: 1
concurrency: 1
`
	if err := os.WriteFile(filepath.Join(folder, "echo.yaml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	c := command(t, folder, "try", "echo.yaml")
	c.Env = append(os.Environ(), "TOKEN=canary/4711")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if text := string(out); strings.Contains(text, "canary") || !strings.Contains(text, "< X-Echo: Bearer ***") || !strings.Contains(text, "you sent Bearer *** to /x?key=***") {
		t.Errorf("it prints\n%s", text)
	}
}
