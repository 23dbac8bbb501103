package config_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

func TestJSONBodiesHoldWhatTheFileSays(t *testing.T) {
	for _, test := range []struct{ name, lines, want string }{
		{"numbers and truths as they stand", "{a: 1, b: 1.10, c: -5, d: 1e5, e: true, f: false, g: null, h: ~, i: }", `{"a":1,"b":1.10,"c":-5,"d":1e5,"e":true,"f":false,"g":null,"h":null,"i":null}`},
		{"texts that look like numbers stay texts in quotes", `{a: "1", b: '017', c: "true", d: "null", e: "yes"}`, `{"a":"1","b":"017","c":"true","d":"null","e":"yes"}`},
		{"texts that are no numbers to anyone", `{a: 2026-11-22, b: 10.0.0.1, c: 1.2.3, d: 12:30, e: y, f: "", g: -, h: Null-ish}`, `{"a":"2026-11-22","b":"10.0.0.1","c":"1.2.3","d":"12:30","e":"y","f":"","g":"-","h":"Null-ish"}`},
		{"texts are escaped", `{a: "x\"y\\z\n", b: <&>, c: "\t\u0001", "k\"": é}`, `{"a":"x\"y\\z\n","b":"<&>","c":"\t\u0001","k\"":"é"}`},
		{"a dollar stays one", `{a: 5$, b: $$, "$": $x}`, `{"a":"5$","b":"$","$":"$x"}`},
		{"lists and maps in order", `{b: [1, [], {}], a: {d: 1, c: 2}}`, `{"b":[1,[],{}],"a":{"d":1,"c":2}}`},
		{"a list", `[1, a]`, `[1,"a"]`},
		{"a text", `hello`, `"hello"`},
		{"a number as a key", `{1: a}`, `{"1":"a"}`},
		{"a text on several lines", "|\n    a\n    b\n", `"a\nb\n"`},
		{"a merge", "{<<: {a: 1, b: 2}, b: 3}", `{"b":3,"a":1}`},
		{"variables are filled in and escaped", `{a: "${env:WORD}", b: "x ${env:NEWLINE}", c: "${env:PLACEHOLDER}"}`, `{"a":"many","b":"x ` + secretValue + `\n","c":"${random}"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := mustRead(t, "request:\n  json: "+test.lines+"\n")
			body := e.Request.Body
			if len(body.Parts) != 1 || body.Parts[0].Name != "" {
				t.Fatalf("the body varies: %s", body)
			}
			if got := body.Parts[0].Text; got != test.want {
				t.Errorf("body is %s\nwant    %s", got, test.want)
			}
			if !json.Valid([]byte(body.Parts[0].Text)) {
				t.Error("the body is no JSON")
			}
		})
	}
}

func TestJSONBodiesStayJSONWhateverIsFilledIn(t *testing.T) {
	hostile := "a\"b\\c\n\x00\u2028</script>$x {}"
	e := mustRead(t, "params: {q: ["+mustQuote(hostile)+", b]}\ndelay: 1500ms\nrequest: {json: {note: \"<${q}>\", raw: \"${q.jsontext}\", url: \"${q.url}\", wait: \"${delay} ${delay.s} ${delay.go}\"}}\n")
	body, err := e.Request.Body.Bind(func(name string) (config.Value, bool) {
		f := e.Factor(name)
		return f.Levels[0].Value, true
	})
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal([]byte(body.Parts[0].Text), &got); err != nil {
		t.Fatalf("%v:\n%s", err, body)
	}
	want := map[string]string{"note": "<" + hostile + ">", "raw": hostile, "url": strings.ReplaceAll(url.QueryEscape(hostile), "+", "%20"), "wait": "1500 1.5 1.5s"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// mustQuote writes a text in YAML's double quotes.
func mustQuote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestFormBodiesAreEncoded(t *testing.T) {
	e := mustRead(t, "params: {q: [\"a&b=c d\"]}\nrequest: {form: {\"x y&\": 1.10, q: \"${q}!\", u: \"${q.url}\", i: \"${index}\", \"\": \"$$\"}}\n")
	body, err := e.Request.Body.Bind(func(name string) (config.Value, bool) {
		if f := e.Factor(name); f != nil {
			return f.Levels[0].Value, true
		}
		return config.TextValue("7"), true
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = "x%20y%26=1.10&q=a%26b%3Dc%20d%21&u=a%26b%3Dc%20d&i=7&=%24"
	if got := body.Parts[0].Text; got != want {
		t.Errorf("body is %s\nwant    %s", got, want)
	}
	if _, err := url.ParseQuery(want); err != nil {
		t.Error(err)
	}
}

func TestBodiesSetTheirContentType(t *testing.T) {
	for _, test := range []struct{ name, request, want string }{
		{"json", "{json: {}}", "Content-Type: application/json"},
		{"form", "{form: {a: b}}", "Content-Type: application/x-www-form-urlencoded"},
		{"body", "{body: a}", ""},
		{"a header of the file's own wins", "{json: {}, headers: {content-type: text/x}}", "content-type: text/x"},
		{"a header of the file's own wins, given first", "{headers: {CONTENT-TYPE: text/x}, form: {}}", "CONTENT-TYPE: text/x"},
	} {
		var got []string
		for _, h := range mustRead(t, "request: "+test.request).Request.Header {
			got = append(got, h.Name+": "+h.Value.String())
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%s: headers are %q, want %q", test.name, got, test.want)
		}
	}
}

func TestABodyFromAFileIsSentAsItStands(t *testing.T) {
	e := mustRead(t, "request: {body_file: body.bin}")
	if got := string(e.Request.Raw); got != "a\x00${b}" {
		t.Errorf("body is %q", got)
	}
	in := input(experiment("request: {body_file: body.bin}"))
	in.ReadFile = nil
	if got := faultsOf(t, in)[0].Message; got != "files can't be read here" {
		t.Errorf("without a reader: %s", got)
	}
}
