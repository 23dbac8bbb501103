package store_test

const pairs = `
name: pairs
targets:
  base: http://127.0.0.1:8080
  head: http://127.0.0.1:8081
path: /a
iterations: 20
concurrency: [1, 4]
repeats: 5
cooldown: 0s
`

const searching = `
name: searching
base_url: http://127.0.0.1:8080
path: /a?n=${concurrency}
iterations: 20
search: {find: concurrency, from: 1, to: 64, under: "p99 < 1s"}
`
