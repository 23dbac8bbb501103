package config_test

import (
	"strings"
	"testing"

	"runexp/config"
)

// The text of a rate is read back as the same rate, so equal rates are one level.
func TestRatesReadBackAsTheyAreWritten(t *testing.T) {
	for _, n := range []int64{1000, 1001, 3600, 60_000, 3_600_000, 3_600_001, 5_400_000, 180_000_000, 3_600_000_000_000} {
		v := config.RateValue(n)
		e := mustRead(t, "iterations: 5\nrate: "+v.String())
		if got := e.Factor("rate").Levels[0].Value; got != v {
			t.Errorf("%d thousandths per hour are written %s and read %s", n, v, got)
		}
		if v.PerSecond() != float64(n)/3_600_000 {
			t.Errorf("%s is %v per second", v, v.PerSecond())
		}
	}
}

// A condition compares a rate with a number as it is written, whatever the unit.
func TestConditionsOnRates(t *testing.T) {
	e := mustRead(t, "iterations: 5\nrate: [0.7/m, 10/s, 100/m]\nwhere: [rate == 0.7/m, rate >= 10/s, rate < 2/s, \"rate in [100/m, 10/s]\"]")
	for i, want := range []string{"true false false", "false true false", "true false true", "false true true"} {
		var got []string
		for _, l := range e.Factor("rate").Levels {
			ok, err := e.Where[i].Match(func(string) (config.Value, bool) { return l.Value, true })
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, map[bool]string{true: "true", false: "false"}[ok])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is %v, want %s", e.Where[i].Source, got, want)
		}
	}
}
