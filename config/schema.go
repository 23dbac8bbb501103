package config

import _ "embed"

//go:embed runexp.schema.json
var schema string

// Schema is the JSON Schema of an experiment file, for editors: they complete
// keys and show what they mean with it. It accepts every file that [Read]
// accepts and refuses what a schema can see; Read is stricter and says more.
func Schema() []byte { return []byte(schema) }
