package config_test

import (
	"fmt"

	"runexp/config"
)

func ExampleRead() {
	e, err := config.Read(config.Input{Name: "sweep.yaml", Text: []byte(`
base_url: demo
path: /add?name=${trial}&delay=${delay}
iterations: 500
concurrency: {from: 1, to: 256, steps: 5, scale: log}
delay: [50ms, 0.1s]
where: delay < 100ms or concurrency > 1
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range e.Factors {
		fmt.Print(f.Name, ":")
		for _, l := range f.Levels {
			fmt.Print(" ", l.Value)
		}
		fmt.Println()
	}
	// Output:
	// iterations: 500
	// concurrency: 1 4 16 64 256
	// delay: 50ms 100ms
}

func ExampleRead_faults() {
	_, err := config.Read(config.Input{Name: "sweep.yaml", Text: []byte(`base_url: demo
path: /add?name=${trail}
iterations: 500
concurency: [1, 10, 100]
timeout: 5
`)})
	fmt.Println(err)
	// Output:
	// sweep.yaml:2:17: unknown ${trail}
	//    1 | base_url: demo
	//    2 | path: /add?name=${trail}
	//      |                 ^^^^^^^^ did you mean ${trial}?
	// sweep.yaml:4:1: unknown field "concurency"
	//    3 | iterations: 500
	//    4 | concurency: [1, 10, 100]
	//      | ^^^^^^^^^^ did you mean concurrency?
	// sweep.yaml:5:10: timeout needs a unit
	//    4 | concurency: [1, 10, 100]
	//    5 | timeout: 5
	//      |          ^ write 5ms or 5s
}
