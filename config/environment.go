package config

import "strings"

// environment looks variables up.
type environment struct {
	find func(name string) (string, bool)
	// left is how many bytes variables may still fill in: a small file can
	// name a large variable a hundred thousand times.
	left int
}

func (e *environment) lookup(name string) (string, bool) {
	if e == nil || e.find == nil {
		return "", false
	}
	return e.find(name)
}

// expand is the value of NAME or NAME:-default.
func (e *environment) expand(spec string, at Pos) (string, *Fault) {
	name, fallback, hasDefault := strings.Cut(spec, ":-")
	if name == "" {
		return "", at.Fault("an ${env:} without a name", "write ${env:NAME}, or $$ for a $")
	}
	value, ok := e.lookup(name)
	switch {
	case hasDefault && value == "":
		value = fallback
	case !ok:
		name = short(name)
		return "", at.Fault(name+" is not set in the environment", "export "+name+" first, or write ${env:"+name+":-default}")
	}
	if e != nil {
		if e.left -= len(value); e.left < 0 {
			return "", at.Fault("environment variables fill in more than 4 MiB", "")
		}
	}
	return value, nil
}

// expandText replaces the environment variables of a scalar that is no
// template. Other placeholders have no meaning there: if they are refused, the
// first one is a fault.
func (e *environment) expandText(p *passage, key string, refuse bool) (string, *Fault) {
	text := p.text
	if !strings.Contains(text, "${") {
		return text, nil
	}
	var b strings.Builder
	done := 0
	for {
		k := strings.Index(text[done:], "${")
		if k < 0 {
			b.WriteString(text[done:])
			return b.String(), nil
		}
		start := done + k
		b.WriteString(text[done:start])
		length, fault := placeholderLength(p, start)
		isEnv := strings.HasPrefix(text[start:], "${env:")
		switch {
		case !isEnv && !refuse:
			b.WriteString("${")
			done = start + 2
			continue
		case fault != nil:
			return "", fault
		case !isEnv:
			return "", p.part(start, start+length).Fault(short(text[start:start+length])+" can't stand in "+key,
				"only ${env:NAME} is filled in here;\nother placeholders go into base_url, path, headers and bodies")
		}
		value, fault := e.expand(text[start+len("${env:"):start+length-1], p.part(start, start+length))
		if fault != nil {
			return "", fault
		}
		b.WriteString(value)
		done = start + length
	}
}

// placeholderLength is the length of the ${...} at a place of a text, braces
// included.
func placeholderLength(p *passage, start int) (int, *Fault) {
	end := strings.IndexByte(p.text[start:], '}')
	if end < 0 {
		return 0, p.part(start, len(p.text)).Fault("this ${ is never closed", "write } after the name, or $$ for a $")
	}
	if inner := strings.Index(p.text[start+2:start+end], "${"); inner >= 0 {
		inner += start + 2
		return 0, p.part(inner, start+end+1).Fault("a placeholder within a placeholder", "a default is plain text")
	}
	return end + 1, nil
}
