package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// made is one file of the package.
type made struct {
	name string
	text []byte
}

// build installs the locked packages into work and bundles the entry.
func build(ctx context.Context, work string) ([]made, error) {
	if err := os.CopyFS(work, sources); err != nil {
		return nil, err
	}
	// Scripts of packages are never run: esbuild's program comes in a package
	// of its own for each system.
	if err := command(ctx, work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"); err != nil {
		return nil, err
	}
	modules := filepath.Join(work, "node_modules")
	notice, err := noticeOf(modules)
	if err != nil {
		return nil, err
	}
	license, err := licenseOf(modules)
	if err != nil {
		return nil, err
	}
	if err := command(ctx, work, "node", filepath.Join("node_modules", "esbuild", "bin", "esbuild"), "entry.js",
		"--bundle", "--minify", "--format=iife", "--target=es2019", "--charset=ascii", "--legal-comments=none",
		`--define:process.env.NODE_ENV="production"`, "--log-level=warning", "--outfile=bundle.js"); err != nil {
		return nil, err
	}
	script, err := os.ReadFile(filepath.Join(work, "bundle.js"))
	if err != nil {
		return nil, err
	}
	script = withLicense(script, notice+"\n"+license)
	if err := usable(script); err != nil {
		return nil, err
	}
	return []made{
		{"echarts.min.js", script},
		{"LICENSE", []byte(license)},
		{"NOTICE", []byte(notice)},
		{"bundle.sha256", fmt.Appendf(nil, "%x\n", sha256.Sum256(script))},
	}, nil
}

// command runs a program in dir and tells its output only where it failed.
func command(ctx context.Context, dir, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, args[0], err, out)
	}
	return nil
}

// noticeOf says what the bundle is made of, in which versions.
func noticeOf(modules string) (string, error) {
	own, err := os.ReadFile(filepath.Join(modules, "echarts", "NOTICE"))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nThis is not all of it: what the reports do not draw with was left out.\nBundled and minified from npm's packages:\n",
		strings.TrimSpace(string(own)))
	for _, name := range []string{"echarts", "zrender", "tslib"} {
		text, err := os.ReadFile(filepath.Join(modules, name, "package.json"))
		if err != nil {
			return "", err
		}
		var p struct{ Version, License string }
		if err := json.Unmarshal(text, &p); err != nil {
			return "", fmt.Errorf("%s: package.json: %w", name, err)
		}
		fmt.Fprintf(&b, "  %s %s (%s)\n", name, p.Version, p.License)
	}
	return b.String(), nil
}

// licenseOf joins the licences of all that is in the bundle.
func licenseOf(modules string) (string, error) {
	parts := []struct{ title, path string }{
		{"Apache ECharts", "echarts/LICENSE"},
		{"d3, parts of which are in Apache ECharts", "echarts/licenses/LICENSE-d3"},
		{"zrender", "zrender/LICENSE"},
		{"tslib", "tslib/LICENSE.txt"},
	}
	var b strings.Builder
	for i, p := range parts {
		text, err := os.ReadFile(filepath.Join(modules, filepath.FromSlash(p.path)))
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("the licence of %s is gone: %w", p.title, err)
		}
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteString("\n")
		}
		line := strings.Repeat("-", len(p.title))
		fmt.Fprintf(&b, "%s\n%s\n\n%s\n", p.title, line, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	return b.String(), nil
}

// withLicense appends a text to a script as a comment.
func withLicense(script []byte, text string) []byte {
	text = strings.ReplaceAll(text, "*/", "* /")
	return fmt.Appendf(nil, "%s\n/*!\n%s*/\n", bytes.TrimSpace(script), text)
}

// usable tells why a script could not stand inside a page under a strict
// content security policy, nil where it can.
func usable(script []byte) error {
	lower := bytes.ToLower(script)
	for _, no := range []string{"</script", "<script", "<!--", "new function(", "eval("} {
		if bytes.Contains(lower, []byte(no)) {
			return fmt.Errorf("the bundle contains %q", no)
		}
	}
	for i, c := range script {
		if c >= 0x80 || c < ' ' && c != '\n' && c != '\t' {
			return fmt.Errorf("the bundle has byte %#x at %d, which is not plain text", c, i)
		}
	}
	return nil
}
