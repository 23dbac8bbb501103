package echarts

import (
	_ "embed" // the bundle and its licences
	"strings"
)

//go:generate go run ./build

var (
	//go:embed echarts.min.js
	bundle string
	//go:embed LICENSE
	license string
	//go:embed NOTICE
	notice string
	//go:embed bundle.sha256
	hash string
)

// Bundle returns the script: classic, not a module, plain ASCII, and safe to
// stand inside a script element. It sets window.echarts to an object with
// connect, disconnect, dispose, format, getInstanceByDom, graphic, init,
// registerTheme, time and version. It ends with the text of License, since a
// page that holds the script hands it on.
func Bundle() []byte { return []byte(bundle) }

// License returns the notice and the licences of everything in the bundle:
// ECharts, the parts of d3 in it, zrender and tslib.
func License() string { return notice + "\n" + license }

// Hash returns the SHA-256 of the committed bundle in lower-case hexadecimal.
func Hash() string { return strings.TrimSpace(hash) }
