package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
)

// mostPlain is how many bytes of JSON stand in a document as they are.
const mostPlain = 200_000

// packedResult is JSON in fewer bytes: data is base64 of its gzip.
type packedResult struct {
	Encoding string `json:"encoding"`
	Bytes    int    `json:"bytes"`
	Data     string `json:"data"`
}

// embeddable is a JSON document as it stands in a page: as it is, or, where it is
// large, packed. In a script element it must not hold what ends that.
func embeddable(text []byte) ([]byte, error) {
	if len(text) <= mostPlain {
		return text, nil
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	return marshal(packedResult{Encoding: "gzip+base64", Bytes: len(text), Data: base64.StdEncoding.EncodeToString(b.Bytes())})
}
