package coro_test

import (
	"errors"
	"fmt"
	"iter"

	"runexp/internal/coro"
)

// Range yields 0, 1, ... n-1. It holds n and nothing else, however large n is.
func Range(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// Map yields f of each value of a sequence.
func Map[A, B any](seq iter.Seq[A], f func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		for v := range seq {
			if !yield(f(v)) {
				return
			}
		}
	}
}

// Filter yields the values of a sequence that f keeps.
func Filter[A any](seq iter.Seq[A], f func(A) bool) iter.Seq[A] {
	return func(yield func(A) bool) {
		for v := range seq {
			if f(v) && !yield(v) {
				return
			}
		}
	}
}

// A generator is a sequence: the loop asks for a value, the function runs on to
// its next yield.
func Example_generator() {
	for n := range Range(5) {
		fmt.Println(n)
	}
	// Output:
	// 0
	// 1
	// 2
	// 3
	// 4
}

// The same generator by hand, one value at a time, until it is exhausted.
func Example_generatorByHand() {
	next, stop := iter.Pull(Range(5))
	defer stop()
	for {
		n, ok := next()
		if !ok {
			fmt.Println("exhausted")
			break
		}
		fmt.Println(n)
	}
	_, ok := next()
	fmt.Println("again:", ok)
	// Output:
	// 0
	// 1
	// 2
	// 3
	// 4
	// exhausted
	// again: false
}

// Generators make a pipeline: input -> generator -> generator -> generator -> for.
// Each value goes all the way before the next one is made, and leaving the loop
// stops every stage.
func Example_pipeline() {
	input := Range(1_000_000_000)
	even := Filter(input, func(n int) bool { return n%2 == 0 })
	squares := Map(even, func(n int) int { return n * n })
	lines := Map(squares, func(n int) string { return fmt.Sprintf("<%d>", n) })
	for line := range lines {
		if line == "<100>" {
			break
		}
		fmt.Println(line)
	}
	// Output:
	// <0>
	// <4>
	// <16>
	// <36>
	// <64>
}

// A coroutine takes a value in at each yield. It does nothing until the first
// Next, and the last value sent finds no yield to receive it.
func ExampleCoroutine() {
	number := 3
	c := coro.New(func(yield func(int) (int, error)) error {
		fmt.Println("Started: a:", number)
		b, err := yield(number)
		if err != nil {
			return err
		}
		fmt.Println("Received: b:", number)
		fmt.Println("Calculation: a + b")
		d, err := yield(b + number)
		if err != nil {
			return err
		}
		fmt.Println("Received: c:", number)
		if _, err = yield(d * number); err != nil {
			return err
		}
		fmt.Printf("Cannot Receive %d. It's over\n", number)
		return nil
	})
	defer c.Close()
	fmt.Println(c.State())

	v, _ := c.Next()
	fmt.Println(v, c.State())

	v, _ = c.Send(5)
	fmt.Println(v, c.State())

	v, _ = c.Send(10)
	fmt.Println(v, c.State())

	_, err := c.Send(7)
	fmt.Println(errors.Is(err, coro.ErrStop), c.State())
	// Output:
	// created
	// Started: a: 3
	// 3 suspended
	// Received: b: 3
	// Calculation: a + b
	// 8 suspended
	// Received: c: 3
	// 30 suspended
	// Cannot Receive 3. It's over
	// true closed
}

// A coroutine keeps its state in plain local variables: here, a running average.
func ExampleCoroutine_Send() {
	average := coro.New(func(yield func(float64) (float64, error)) error {
		var sum, n, mean float64
		for {
			v, err := yield(mean)
			if err != nil {
				return err
			}
			sum += v
			n++
			mean = sum / n
		}
	})
	defer average.Close()

	if _, err := average.Next(); err != nil { // run to the first yield
		fmt.Println(err)
	}
	for _, v := range []float64{10, 30, 5} {
		mean, err := average.Send(v)
		fmt.Println(mean, err)
	}
	// Output:
	// 10 <nil>
	// 20 <nil>
	// 15 <nil>
}
