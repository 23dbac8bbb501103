package store

import "runexp/runner"

// payloads are the long bodies of requests by their references: the trials of a plan
// share them, and a file holds each of them once.
type payloads map[string][]byte

// shortPayload is the length up to which a payload stays where it is.
const shortPayload = 1 << 10

// referred begins a reference to a payload, in the place of which it stands.
const referred = "sha256:"

// pack is a copy of a request that only refers to its long payloads, which it adds.
func (p payloads) pack(r runner.Request, d digests) runner.Request {
	if len(r.Body) > shortPayload {
		ref := referred + digest(d, r.Body)
		if _, ok := p[ref]; !ok {
			p[ref] = []byte(r.Body)
		}
		r.Body = ref
	}
	if len(r.Raw) > shortPayload {
		ref := referred + digest(d, r.Raw)
		p[ref] = r.Raw
		r.Raw = []byte(ref)
	}
	return r
}

// unpack puts payloads back. What refers to nothing stays.
func (p payloads) unpack(r *runner.Request) {
	if len(p) == 0 {
		return
	}
	if long, ok := p[r.Body]; ok {
		r.Body = string(long)
	}
	if long, ok := p[string(r.Raw)]; ok {
		r.Raw = long
	}
}
