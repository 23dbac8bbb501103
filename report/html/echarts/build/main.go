package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
)

//go:embed entry.js package.json package-lock.json
var sources embed.FS

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", ".", "the folder the bundle is in")
	check := flag.Bool("check", false, "compare with what is there, write nothing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *dir, *check)
	stop()
	if err != nil {
		log.Fatalf("echarts: %v", err)
	}
}

// run makes the files in a folder of its own and writes or compares them.
func run(ctx context.Context, dir string, check bool) error {
	work, err := os.MkdirTemp("", "echarts-")
	if err != nil {
		return err
	}
	made, err := build(ctx, work)
	if err := errors.Join(err, os.RemoveAll(work)); err != nil {
		return err
	}
	for _, f := range made {
		path := filepath.Join(dir, f.name)
		if !check {
			if err := os.WriteFile(path, f.text, 0o644); err != nil {
				return err
			}
			continue
		}
		there, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if string(there) != string(f.text) {
			return fmt.Errorf("%s is not what npm's packages make: run go generate", path)
		}
	}
	return nil
}
