package crawl_test

import (
	"strings"

	"runexp/crawl"
)

func lengths() []reply {
	table := []reply{
		good("a length of zero", ok200+"Content-Length: 0\r\n\r\n", 0),
		good("a length with leading zeros", ok200+"Content-Length: 0000000000000000000000005\r\n\r\nhello", 5),
		good("the same length twice", ok200+"Content-Length: 5\r\nContent-Length:  5 \r\n\r\nhello", 5),
		good("the same length in three cases", ok200+"content-length: 5\r\nCONTENT-LENGTH: 5\r\nContent-Length: 5\r\n\r\nhello", 5),
		{name: "the largest length", text: ok200 + "Content-Length: 9223372036854775807\r\n\r\n", class: crawl.BodyLimit, status: 200},
	}
	for name, fields := range map[string]string{
		"a negative length":            "Content-Length: -5",
		"a signed length":              "Content-Length: +5",
		"a hexadecimal length":         "Content-Length: 0x5",
		"a length in scientific style": "Content-Length: 1e1",
		"a length with an underscore":  "Content-Length: 1_0",
		"a length with a fraction":     "Content-Length: 5.0",
		"a length and a colon":         "Content-Length: 5:",
		"a length with a unit":         "Content-Length: 5b",
		"an empty length":              "Content-Length: ",
		"two empty lengths":            "Content-Length:\r\nContent-Length:",
		"a length of 2^63":             "Content-Length: 9223372036854775808",
		"a length of 2^64+5":           "Content-Length: 18446744073709551621",
		"a length of forty digits":     "Content-Length: " + strings.Repeat("9", 40),
		"a list of lengths":            "Content-Length: 5, 5",
		"a length with a space inside": "Content-Length: 1 0",
		"a length with a fold inside":  "Content-Length: 1\r\n 0",
		"a length in quotes":           "Content-Length: \"5\"",
		"two lengths":                  "Content-Length: 5\r\nContent-Length: 6",
		"two lengths written apart":    "Content-Length: 5\r\nContent-Length: 05",
		"a length and an empty one":    "Content-Length: 5\r\nContent-Length:",
		"a bad length and a good one":  "Content-Length: x\r\nContent-Length: 5",
		"a bad length with chunks":     "Content-Length: x\r\nTransfer-Encoding: chunked",
		"two lengths with chunks":      "Transfer-Encoding: chunked\r\nContent-Length: 5\r\nContent-Length: 6",
	} {
		table = append(table, bad(name, ok200+fields+"\r\n\r\n"))
		toHead := bad("HEAD with "+name, ok200+fields+"\r\n\r\n")
		toHead.toHead = true
		table = append(table, toHead, bad("204 with "+name, "HTTP/1.1 204 No Content\r\n"+fields+"\r\n\r\n"))
	}
	return table
}

func codings() []reply {
	const body = "5\r\nhello\r\n0\r\n\r\n"
	table := []reply{
		good("chunks", chunked+body, 5),
		good("chunks in any case", ok200+"transfer-encoding:CHUNKED \r\n\r\n"+body, 5),
		good("chunks that overrule a length", ok200+"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"+body, 5),
		good("chunks that overrule a length above the cap", ok200+"Content-Length: 9223372036854775807\r\nTransfer-Encoding: chunked\r\n\r\n"+body, 5),
		good("chunks in a fold", ok200+"Transfer-Encoding:\r\n chunked\r\n\r\n"+body, 5),
		good("chunks in a fold with spaces around", ok200+"Transfer-Encoding: \t\r\n \t chunked\t \r\n\r\n"+body, 5),
		good("chunks in HTTP/1.2", "HTTP/1.2 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+body, 5),
		good("announced trailers", ok200+"Trailer: X-Sum, , Content-Type\r\nTransfer-Encoding: chunked\r\n\r\n"+body, 5),
		good("a forbidden trailer announced without chunks", ok200+"Trailer: Content-Length\r\n"+five, 5),
		{name: "chunks in HTTP/1.0 are a body", text: ok10 + "Transfer-Encoding: chunked\r\n\r\n" + body, status: 200, bytes: 15, ends: true},
		{name: "a coding in HTTP/1.0 with a length", text: ok10 + "Transfer-Encoding: gzip\r\n" + five, status: 200, bytes: 5},
		{name: "two codings in HTTP/1.0", text: ok10 + "Transfer-Encoding: x\r\nTransfer-Encoding: y\r\nTrailer: Trailer\r\n" + five, status: 200, bytes: 5},
	}
	for name, fields := range map[string]string{
		"gzip":                         "Transfer-Encoding: gzip",
		"identity":                     "Transfer-Encoding: identity",
		"an empty coding":              "Transfer-Encoding:",
		"gzip and chunks":              "Transfer-Encoding: gzip, chunked",
		"chunks twice":                 "Transfer-Encoding: chunked, chunked",
		"chunks in two fields":         "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
		"a second coding":              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
		"a misspelt coding":            "Transfer-Encoding: xchunked",
		"a coding with a parameter":    "Transfer-Encoding: chunked;q=1",
		"a coding in quotes":           "Transfer-Encoding: \"chunked\"",
		"a coding with a vertical tab": "Transfer-Encoding: \x0bchunked",
		"a coding and an empty fold":   "Transfer-Encoding: chunked\r\n ",
		"a length and gzip":            "Content-Length: 5\r\nTransfer-Encoding: gzip",
		"a length as a trailer":        "Transfer-Encoding: chunked\r\nTrailer: Content-Length",
		"a coding as a trailer":        "Transfer-Encoding: chunked\r\nTrailer: X-A,transfer-encoding ,X-B",
		"a trailer as a trailer":       "Trailer: TRAILER\r\nTransfer-Encoding: chunked",
	} {
		table = append(table, bad(name, ok200+fields+"\r\n\r\n"))
		toHead := bad("HEAD with "+name, ok200+fields+"\r\n\r\n")
		toHead.toHead = true
		table = append(table, toHead)
	}
	return table
}

func chunks() []reply {
	// Each of these lines is 1042 bytes with its line end, of which 18 are free.
	enough := strings.Repeat("1;"+strings.Repeat("x", 1038)+"\r\nx\r\n", 16)
	table := []reply{
		good("no chunk", chunked+"0\r\n\r\n", 0),
		good("two chunks", chunked+"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", 11),
		good("a chunk of line feeds", chunked+"4\r\n\r\n\r\n\r\n0\r\n\r\n", 4),
		good("a size in capitals", chunked+"1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n", 26),
		good("a size with leading zeros", chunked+"0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n", 5),
		good("spaces behind a size", chunked+"5 \t\r\nhello\r\n0 \r\n\r\n", 5),
		good("chunk extensions", chunked+"5;a=b;c=\"d e\"\r\nhello\r\n0;end\r\n\r\n", 5),
		good("an empty extension", chunked+"5;\r\nhello\r\n0;;\r\n\r\n", 5),
		good("NUL in an extension", chunked+"5;\x00\r\nhello\r\n0\r\n\r\n", 5),
		good("the longest line", chunked+"5;"+strings.Repeat("x", 4092)+"\r\nhello\r\n0\r\n\r\n", 5),
		good("one byte a chunk", chunked+strings.Repeat("1\r\nx\r\n", 5000)+"0\r\n\r\n", 5000),
		good("extensions within reason", chunked+strings.Repeat("1;"+strings.Repeat("x", 1000)+"\r\nx\r\n", 16)+"0\r\n\r\n", 16),
		good("a last chunk with an extension too many", chunked+strings.Repeat("1;"+strings.Repeat("x", 1000)+"\r\nx\r\n", 16)+"0;"+strings.Repeat("x", 4000)+"\r\n\r\n", 16),
		good("just enough framing", chunked+enough+"0\r\n\r\n", 16),
		{name: "a byte of framing too much", text: chunked + enough + "1;" + strings.Repeat("x", 15) + "\r\n", class: crawl.Protocol, status: 200, bytes: 16},
		{name: "too many extensions", text: chunked + strings.Repeat("1;"+strings.Repeat("x", 1000)+"\r\nx\r\n", 16) + "1;" + strings.Repeat("x", 1000) + "\r\n", class: crawl.Protocol, status: 200, bytes: 16},
	}
	for name, text := range map[string]string{
		"letters for a size":         "zz\r\n",
		"no size":                    "\r\n",
		"only an extension":          ";a\r\n",
		"a G for a size":             "G\r\n",
		"a negative size":            "-5\r\n",
		"a signed size":              "+5\r\n",
		"a size with 0x":             "0x5\r\n",
		"a space before a size":      " 5\r\n",
		"a space before ;":           "5 ;a\r\n",
		"a size of 17 digits":        "10000000000000005\r\n",
		"a size of 17 zeros":         "00000000000000000\r\n",
		"a size and a bare feed":     "5\n",
		"only a bare feed":           "\n",
		"two returns behind a size":  "5\r\r\n",
		"a return in an extension":   "5;a\rb\r\n",
		"an endless size":            strings.Repeat("0", 4096),
		"an endless extension":       "5;" + strings.Repeat("x", 4094),
		"a line one byte too long":   "5;" + strings.Repeat("x", 4093) + "\r",
		"a size beyond all framing":  "4000000000000002\r\n",
		"a colon behind a size":      "5:\r\n",
		"a bracket behind a size":    "5}\r\n",
		"a high byte behind a size":  "5\xe1\r\n",
		"a carriage return too much": "5\r\nhello\r\r",
		"a feed too much":            "5\r\nhello\n0",
		"a chunk that is too long":   "5\r\nhello!!",
		"a chunk that is too short":  "5\r\nhi\r\n0\r\n\r\n",
	} {
		r := reply{name: name, text: chunked + text, class: crawl.Protocol, status: 200}
		if strings.HasPrefix(text, "5\r\nh") {
			r.bytes = 5
		}
		table = append(table, r)
	}
	return table
}

func trailers() []reply {
	const last = chunked + "5\r\nhello\r\n0\r\n"
	table := []reply{
		good("a trailer", last+"X-Sum: 1\r\n\r\n", 5),
		good("trailers with spaces, folds and odd names", last+"X Sum : 1\r\nContent-Length: x\r\n\tfolded\r\n \r\nTransfer-Encoding: gzip\r\n\r\n", 5),
		good("trailers with bare line feeds", last+"X-A: b\nX-B: c\r\n\r\n", 5),
		good("the longest trailer", last+"X: "+strings.Repeat("x", 4089)+"\r\n\r\n", 5),
		{name: "an endless trailer", text: last + strings.Repeat("X-A: b\r\n", 512), class: crawl.Protocol, status: 200, bytes: 5},
		{name: "a trailer one byte too long", text: last + "X: " + strings.Repeat("x", 4090) + "\r\n\r", class: crawl.Protocol, status: 200, bytes: 5},
	}
	for name, text := range map[string]string{
		"a trailer without a colon":       "no colon\r\n\r\n",
		"a trailer without a name":        ": 1\r\n\r\n",
		"a trailer that begins folded":    " X-A: 1\r\n\r\n",
		"a bracket in a trailer":          "X(A): 1\r\n\r\n",
		"a tab in a trailer's name":       "X\tA: 1\r\n\r\n",
		"NUL in a trailer":                "X-A: 1\x00\r\n\r\n",
		"NUL in a trailer's fold":         "X-A: 1\r\n \x00\r\n\r\n",
		"a carriage return in a trailer":  "X-A: 1\r2\r\n\r\n",
		"a bad trailer after a good one":  "X-A: 1\r\nbad\r\n\r\n",
		"two carriage returns at the end": "\r\r\n\r\n",
	} {
		table = append(table, reply{name: name, text: last + text, class: crawl.Protocol, status: 200, bytes: 5})
	}
	return table
}

func caps() []reply {
	const tooBig, tooLong = crawl.BodyLimit, crawl.HeaderLimit
	return []reply{
		{name: "a head of exactly the cap", text: ok200 + five, maxHeader: 38, status: 200, bytes: 5, keep: true},
		{name: "a head above the cap", text: (ok200 + five)[:37], maxHeader: 37, class: tooLong},
		{name: "heads of exactly the cap", text: "HTTP/1.1 100 Continue\r\n\r\n" + ok200 + five, maxHeader: 63, status: 200, bytes: 5, keep: true},
		{name: "heads above the cap", text: ("HTTP/1.1 100 Continue\r\n\r\n" + ok200 + five)[:62], maxHeader: 62, class: tooLong},
		{name: "an interim head that fills the cap", text: "HTTP/1.1 100 Continue\r\n\r\n", maxHeader: 25, class: tooLong},
		{name: "a cap within the protocol's name", text: "HTT", maxHeader: 3, class: tooLong},
		{name: "garbage within the cap", text: "HTX", maxHeader: 3, class: crawl.Protocol},
		{name: "an endless status line", text: "HTTP/1.1 200 " + strings.Repeat("x", 987), maxHeader: 1000, class: tooLong},
		{name: "an endless field", text: ok200 + "X-A: " + strings.Repeat("x", 978), maxHeader: 1000, class: tooLong},
		{name: "endless fields", text: ok200 + strings.Repeat("X: b\r\n", 1000)[:983], maxHeader: 1000, class: tooLong},
		{name: "an endless fold", text: ok200 + "X: b\r\n" + strings.Repeat(" b\r\n", 1000)[:977], maxHeader: 1000, class: tooLong},
		{name: "a bad field that fills the cap, as it may be folded", text: ok200 + "(: b\r\n", maxHeader: 23, class: tooLong},
		{name: "a line without a colon that fills the cap", text: ok200 + "(b\r\n", maxHeader: 21, class: crawl.Protocol},
		{name: "trailers do not count as head", text: chunked + "0\r\nX-A: b\r\n\r\n", maxHeader: 47, status: 200, keep: true},
		{name: "a body of exactly the cap", text: ok200 + five, maxBody: 5, status: 200, bytes: 5, keep: true},
		{name: "chunks of exactly the cap", text: chunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", maxBody: 5, status: 200, bytes: 5, keep: true},
		{name: "a body until the end of exactly the cap", text: ok200 + "\r\nhello", maxBody: 5, status: 200, bytes: 5, ends: true},
		{name: "a length above the cap", text: ok200 + "Content-Length: 6\r\n\r\n", maxBody: 5, class: tooBig, status: 200},
		{name: "a length above the cap of HEAD", text: ok200 + "Content-Length: 6\r\n\r\n", toHead: true, maxBody: 5, status: 200, keep: true},
		{name: "a length above the cap of 304", text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n", maxBody: 5, status: 304, keep: true},
		{name: "chunks above the cap", text: chunked + "5\r\nhello\r\n1\r\n!", maxBody: 5, class: tooBig, status: 200, bytes: 6},
		{name: "a chunk above the cap", text: chunked + "6\r\nhello!", maxBody: 5, class: tooBig, status: 200, bytes: 6},
		{name: "an endless chunk", text: chunked + "fffffffffffffff\r\n" + strings.Repeat("x", 100), maxBody: 99, class: tooBig, status: 200, bytes: 100},
		{name: "the largest chunk", text: chunked + "ffffffffffffffff\r\nhello!", maxBody: 5, class: tooBig, status: 200, bytes: 6},
		{name: "a body until the end above the cap", text: ok200 + "\r\nhello!", maxBody: 5, class: tooBig, status: 200, bytes: 6},
	}
}

func endings() []reply {
	return []reply{
		{name: "nothing", class: crawl.Reset},
		{name: "a body until the end", text: ok200 + "\r\nhello", status: 200, bytes: 5, ends: true},
		{name: "an empty body until the end", text: ok200 + "\r\n", status: 200, ends: true},
		{name: "a body until the end in spite of keep-alive", text: ok10 + "Connection: keep-alive\r\n\r\nhello", status: 200, bytes: 5, ends: true},
		{name: "an end in the head", text: ok200 + "Content-Le", class: crawl.Truncated},
		{name: "an end behind a bad field, as it may be folded", text: ok200 + "X(A): b\r\n", class: crawl.Truncated},
		{name: "an end before a status below 100 is complete", text: "HTTP/1.1 099 Low\r\n", class: crawl.Truncated},
		{name: "an end behind an interim response", text: "HTTP/1.1 100 Continue\r\n\r\n", class: crawl.Truncated},
		{name: "an end in the body", text: ok200 + "Content-Length: 5\r\n\r\nhell", class: crawl.Truncated, status: 200, bytes: 4},
		{name: "an end in a chunk", text: chunked + "5\r\nhel", class: crawl.Truncated, status: 200, bytes: 3},
		{name: "an end behind a chunk and a wrong byte", text: chunked + "5\r\nhelloX", class: crawl.Truncated, status: 200, bytes: 5},
		{name: "an end in a bad size", text: chunked + "zz", class: crawl.Truncated, status: 200},
		{name: "an end in a bad trailer", text: chunked + "0\r\nno colon\r\n", class: crawl.Truncated, status: 200},
	}
}
