package echarts_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"runexp/report/html/echarts"
)

func TestTheHashIsThatOfTheBundle(t *testing.T) {
	if got, want := echarts.Hash(), fmt.Sprintf("%x", sha256.Sum256(echarts.Bundle())); got != want {
		t.Errorf("Hash() = %s, the bundle's is %s", got, want)
	}
}

func TestTheBundleFitsAPage(t *testing.T) {
	script := string(echarts.Bundle())
	if got, most := len(script), 700_000; got >= most {
		t.Errorf("the bundle has %d bytes, want fewer than %d", got, most)
	}
	for _, no := range []string{"</script", "<script", "<!--", "eval(", "new Function", "sourceMappingURL", "import("} {
		if strings.Contains(script, no) {
			t.Errorf("the bundle contains %q", no)
		}
	}
	if i := strings.IndexFunc(script, func(r rune) bool { return r >= 0x80 || r < ' ' && r != '\n' && r != '\t' }); i >= 0 {
		t.Errorf("the bundle has %q at %d, which is not plain text", script[i], i)
	}
}

func TestTheBundleCarriesItsLicences(t *testing.T) {
	license := echarts.License()
	for _, want := range []string{
		"Copyright 2017-2026 The Apache Software Foundation", "Apache License", "Version 2.0, January 2004",
		"Mike Bostock", "Baidu Inc.", "Microsoft Corporation", "echarts 6.1.0 ", "zrender 6.1.0 ",
	} {
		if !strings.Contains(license, want) {
			t.Errorf("License() does not contain %q", want)
		}
	}
	if !strings.HasSuffix(string(echarts.Bundle()), "\n/*!\n"+license+"*/\n") {
		t.Error("the bundle does not end with License()")
	}
}

func TestABundleHandedOutIsTheCallersOwn(t *testing.T) {
	echarts.Bundle()[0] = '!'
	if echarts.Bundle()[0] == '!' {
		t.Error("a caller changed the bundle for all")
	}
}
