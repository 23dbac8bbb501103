package store_test

import (
	"fmt"
	"hash/crc32"
	"io"
)

// pieces is a reader that hands out few bytes at once.
type pieces struct {
	rest []byte
	n    int
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.n)], p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// framed is a line of a journal that holds a text, made apart from the store's own way.
func framed(text string) []byte {
	sum := crc32.Checksum([]byte(text), crc32.MakeTable(crc32.Castagnoli))
	return fmt.Appendf(nil, "%08x %08x %s\n", len(text), sum, text)
}
