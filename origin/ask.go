package origin

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/valyala/fasthttp"
)

// ask is what one request asks for.
type ask struct {
	name    []byte // the request's own bytes: valid until its handler returns
	delay   time.Duration
	jitter  time.Duration
	size    int
	status  int
	workers int // 0: no line to stand in
}

// parameter is a key of the query that means something; each is a bit.
type parameter uint8

const (
	parameterName parameter = 1 << iota
	parameterDelay
	parameterJitter
	parameterSize
	parameterStatus
	parameterWorkers
)

// parameterOf returns the parameter of a key, or 0 for a key that is ignored.
func parameterOf(key []byte) parameter {
	switch string(key) {
	case "name":
		return parameterName
	case "delay":
		return parameterDelay
	case "jitter":
		return parameterJitter
	case "size":
		return parameterSize
	case "status":
		return parameterStatus
	case "workers":
		return parameterWorkers
	}
	return 0
}

// parseAsk reads the query. With an error the name is still set where it is usable, so that the request is counted
// under it; else it is nil. A parameter given twice is an error: a URL that is put together from parts went wrong.
func parseAsk(query *fasthttp.Args) (ask, error) {
	a := ask{delay: defaultDelay, size: 1, status: fasthttp.StatusOK}
	var seen parameter
	var fault error // the first one
	for key, value := range query.All() {
		p := parameterOf(key)
		if p == 0 {
			continue
		}
		var err error
		if seen&p == 0 {
			err = a.set(p, value)
		} else {
			err = fmt.Errorf("%s is given twice", key)
		}
		seen |= p
		if fault == nil {
			fault = err
		}
	}
	if err := checkName(a.name); err != nil {
		a.name = nil
		return a, err
	}
	if sum := a.delay + a.jitter; fault == nil && sum > maxWait {
		fault = fmt.Errorf("delay and jitter are %d ms together: at most %d", sum.Milliseconds(), maxWait.Milliseconds())
	}
	return a, fault
}

// set takes the value of a parameter.
func (a *ask) set(p parameter, value []byte) (err error) {
	most := int(maxWait.Milliseconds())
	var n int
	switch p {
	case parameterName:
		a.name = value
	case parameterDelay:
		n, err = number("delay", value, 0, most)
		a.delay = time.Duration(n) * time.Millisecond
	case parameterJitter:
		n, err = number("jitter", value, 0, most)
		a.jitter = time.Duration(n) * time.Millisecond
	case parameterSize:
		a.size, err = number("size", value, 0, maxSize)
	case parameterStatus:
		a.status, err = number("status", value, 200, 599)
	case parameterWorkers:
		a.workers, err = number("workers", value, 1, maxWorkers)
	}
	return err
}

// number reads a decimal integer from least to most, digits only.
func number(key string, value []byte, least, most int) (int, error) {
	for _, c := range value {
		if c < '0' || c > '9' {
			value = nil
			break
		}
	}
	if len(value) == 0 {
		return 0, fmt.Errorf("%s is not a decimal integer", key)
	}
	n, err := fasthttp.ParseUint(value)
	if err != nil || n > most {
		return 0, fmt.Errorf("%s is too large: at most %d", key, most)
	}
	if n < least {
		return 0, fmt.Errorf("%s is too small: at least %d", key, least)
	}
	return n, nil
}

// checkName tells why a name cannot be counted under.
func checkName(name []byte) error {
	switch {
	case len(name) == 0:
		return errors.New("name is missing: /add?name=NAME&delay=MS")
	case len(name) > maxNameBytes:
		return fmt.Errorf("name is too long: at most %d bytes", maxNameBytes)
	case !utf8.Valid(name):
		return errors.New("name is not UTF-8")
	}
	return nil
}
