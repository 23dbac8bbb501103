//go:build unix

package client

// Peers are all clients that are not runexp, the cheapest kind first. The last,
// k6, takes minutes to build.
func Peers() []*Client {
	return []*Client{
		floor(), wrk(), ab(), h2load(), fortio(), hey(), autocannon(), siege(),
		aiohttpPool(), geventPool(), grequestsPool(), k6(),
	}
}
