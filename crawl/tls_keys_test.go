package crawl_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"runexp/crawl"
)

// sealer makes records of TLS 1.3 in place of a server, by the key that it logs.
type sealer struct {
	t      *testing.T
	secret []byte
	seq    uint64
}

// sealerOf reads the log of a server that has sent so many records.
func sealerOf(t *testing.T, log string, sent uint64) *sealer {
	t.Helper()
	for line := range strings.Lines(log) {
		if parts := strings.Fields(line); len(parts) == 3 && parts[0] == "SERVER_TRAFFIC_SECRET_0" {
			secret, err := hex.DecodeString(parts[2])
			if err != nil {
				t.Error(err)
			}
			return &sealer{t: t, secret: secret, seq: sent}
		}
	}
	t.Error("no secret is logged")
	return &sealer{t: t}
}

// derive is HKDF-Expand-Label without a context (RFC 8446, section 7.1).
func (s *sealer) derive(label string, size int) []byte {
	label = "tls13 " + label
	info := append([]byte{0, byte(size), byte(len(label))}, label...)
	key, err := hkdf.Expand(sha256.New, s.secret, string(append(info, 0)), size)
	if err != nil {
		s.t.Error(err)
	}
	return key
}

// seal makes a record of a type.
func (s *sealer) seal(kind byte, content string) []byte {
	block, err := aes.NewCipher(s.derive("key", 16))
	if err != nil {
		s.t.Error(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		s.t.Error(err)
	}
	nonce := s.derive("iv", 12)
	binary.BigEndian.PutUint64(nonce[4:], binary.BigEndian.Uint64(nonce[4:])^s.seq)
	s.seq++
	plain := append([]byte(content), kind)
	header := []byte{23, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(header[3:], uint16(len(plain)+aead.Overhead()))
	return append(header, aead.Seal(nil, nonce, plain, header)...)
}

// update changes the key, and asks the client to do so as well.
func (s *sealer) update() []byte {
	message := s.seal(22, "\x18\x00\x00\x01\x01")
	s.secret, s.seq = s.derive("traffic upd", sha256.Size), 0
	return message
}

// TestAServerThatAsksForNewKeys on its way to an answer: what TLS has to say to
// that is no request, and the request has left before.
func TestAServerThatAsksForNewKeys(t *testing.T) {
	ca := newAuthority(t)
	config := ca.issue(t, nil)
	config.MinVersion, config.SessionTicketsDisabled = tls.VersionTLS13, true
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			const n = 6
			s := serve(t, nil, func(p *peer) {
				var log bytes.Buffer
				own := config.Clone()
				own.KeyLogWriter = &log
				overTLS(p, own)
				if !p.request() {
					return
				}
				p.say(hello)
				if p.Conn.(*tls.Conn).ConnectionState().CipherSuite != tls.TLS_AES_128_GCM_SHA256 {
					answering(p) // a processor without AES has another one chosen
					return
				}
				for seal := sealerOf(t, log.String(), 1); p.request(); {
					_, _ = p.tcp.Write(append(seal.update(), seal.seal(23, hello)...))
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
			for i := range n {
				if f := c.get(s.tlsURL(), patient); f.Class != crawl.OK || f.Bytes != 5 || f.Dials != uint8(max(0, 1-i)) {
					t.Errorf("request %d: %v, %d bytes, %d dials: %v", i, f.Class, f.Bytes, f.Dials, c.slot.(crawl.Explainer).Err())
				}
			}
			s.saw(t, n)
		})
	}
}
