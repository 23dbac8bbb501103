package main

import "testing"

func TestTheWorstExitCodeWins(t *testing.T) {
	order := []int{exitInterrupt, exitTerminate, exitIncomplete, exitUsage, exitFailed, exitUndecided, exitOK}
	for i, better := range order {
		for _, other := range order[i:] {
			if got := worst(better, other); got != better {
				t.Errorf("of %d and %d, %d wins", better, other, got)
			}
			if got := worst(other, better); got != better {
				t.Errorf("of %d and %d, %d wins", other, better, got)
			}
		}
	}
}
