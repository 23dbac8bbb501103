package browser_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"runexp/report/html/echarts"
)

// ownScript draws one chart with everything that the bundle holds.
const ownScript = `
"use strict";
const div = document.createElement("div");
const chart = echarts.init(document.querySelector(".plot"), null, {renderer: "svg"});
const up = n => Array.from({length: n}, (_, i) => [i + 1, (i + 1) * (i + 1)]);
chart.on("finished", () => { document.querySelector("figure").dataset.drawn = "true" });
chart.setOption({
	animation: false, aria: {enabled: true}, title: {text: "all of it"}, legend: {type: "scroll", bottom: 0, data: ["bars", "line"]},
	dataset: {source: up(5).map(([x, y]) => [x, y + 12])},
	grid: [{height: "30%"}, {top: "55%", height: "30%", right: "55%"}, {top: "55%", height: "30%", left: "55%"}],
	xAxis: [{type: "log", min: 1}, {type: "category", gridIndex: 1, data: ["a", "b"]}, {type: "category", gridIndex: 2, data: ["a"]}],
	yAxis: [{type: "value"}, {type: "category", gridIndex: 1, data: ["a", "b"]}, {type: "value", gridIndex: 2}],
	dataZoom: [{type: "inside", xAxisIndex: 0}],
	visualMap: {type: "continuous", min: 0, max: 9, seriesIndex: 4, show: false},
	tooltip: {formatter: p => { div.textContent = p.seriesName + " at " + p.value[0] + ": " + p.value[1]; return div }},
	series: [
		{id: "data:line", name: "line", type: "line", data: up(5), symbolSize: 9, markLine: {data: [{yAxis: 20}]}, markArea: {data: [[{xAxis: 1}, {xAxis: 2}]]}, markPoint: {data: [{coord: [2, 4]}]}},
		{id: "data:bare", type: "line", data: up(4).map(([x, y]) => [x, y + 8]), showSymbol: false},
		{id: "data:bars", name: "bars", type: "bar", data: up(3)},
		{id: "data:dots", type: "scatter", data: up(5).map(([x, y]) => [x, y + 4])},
		{id: "data:heat", type: "heatmap", xAxisIndex: 1, yAxisIndex: 1, data: [[0, 0, 1], [1, 1, 9]]},
		{id: "data:own", type: "custom", data: [[1, 2, 5]], renderItem: (p, api) => {
			const at = api.coord([api.value(0), api.value(1)]);
			return {type: "rect", shape: {x: at[0], y: at[1], width: 20, height: 4}, style: {fill: "#123456"}};
		}},
		{id: "data:boxes", type: "boxplot", xAxisIndex: 2, yAxisIndex: 2, data: [[1, 2, 3, 4, 5]]},
		{id: "aid:set", type: "line"},
	],
});
window.runexp = {charts: {all: chart}};
`

// ownPage is a page under as strict a policy as there can be.
func ownPage(tb testing.TB, script string) string {
	tb.Helper()
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	const style = `.plot{width:800px;height:500px}`
	text := fmt.Sprintf(`<!doctype html><html lang="en"><meta charset="utf-8"><title>own</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src %s %s; style-src %s; base-uri 'none'; form-action 'none'">
<style>%s</style><body><figure class="chart" id="chart-all" data-series="7" data-points="21"><figcaption>all of it</figcaption><div class="plot"></div></figure>
<script>%s</script><script>%s</script></html>`, hash(string(echarts.Bundle())), hash(script), hash(style), style, echarts.Bundle(), script)
	file := filepath.Join(tb.TempDir(), "own.html")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return file
}

func TestTheBundleDrawsUnderAStrictPolicy(t *testing.T) {
	b := openFile(t, ownPage(t, ownScript), look{})
	b.check("all")
	p := b.hover("all", 0.5, 0)
	if got, want := b.tooltip("all"), "line at 3: 9"; got != want {
		t.Errorf("the tooltip of %+v says %q, want %q", p, got, want)
	}
	b.away()
	before := b.shapes("all")
	value[bool](b, `(window.runexp.charts.all.dispatchAction({type: "legendUnSelect", name: "bars"}), true)`)
	b.until("the bars are gone", fmt.Sprintf(`document.querySelectorAll(".plot svg path").length < %d`, before))
}

// What the other tests rely on: a page that misbehaves is noticed.
func TestAPageThatMisbehavesIsNoticed(t *testing.T) {
	for name, bad := range map[string]struct{ script, said string }{
		"a message":    {`console.log("hello")`, "console.log"},
		"an exception": {`null.x`, "exception: "},
		"a violation":  {`document.body.insertAdjacentHTML("beforeend", "<i style='color:red'>x</i>")`, "style-src"},
		"a request":    {`fetch("http://pwned.example/").catch(() => 0)`, "connect-src"},
		"a beacon":     {`navigator.sendBeacon("http://pwned.example/")`, "connect-src"},
	} {
		t.Run(name, func(t *testing.T) {
			b := openFile(t, ownPage(t, ownScript+bad.script), look{})
			b.until("a turn later", "true")
			b.mu.Lock()
			defer b.mu.Unlock()
			if said := strings.Join(b.said, "\n"); !strings.Contains(said, bad.said) {
				t.Errorf("the page said %q, want %q", said, bad.said)
			}
			b.said, b.fetched = nil, []string{b.url}
		})
	}
}
