package config

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// override applies --set and --unset to a parsed document. The document itself
// is left alone, for an anchor may use a part of it elsewhere.
func (d *decoder) override(root *node, set, unset []string) *node {
	if root.shape != mapShape {
		return root // told soon enough
	}
	order := 1
	for _, key := range unset {
		src := newSource("--unset", key, order)
		order++
		changed, ok := root.without(root.keyPath(src, key))
		if !ok {
			d.fault(src.whole(1), "the file has no "+short(key), "")
			continue
		}
		root = changed
	}
	for _, setting := range set {
		src := newSource("--set", setting, order)
		order++
		if changed := d.set(root, src, setting); changed != nil {
			root = changed
		}
	}
	return root
}

// set applies one KEY=VALUE; nil where it can't.
func (d *decoder) set(root *node, src *source, setting string) *node {
	key, value, ok := strings.Cut(setting, "=")
	if f := src.readable([]byte(setting)); f != nil {
		f.Message = strings.Replace(f.Message, "the file", "the argument", 1)
		d.faults = append(d.faults, f)
		return nil
	}
	if !ok || key == "" || strings.ContainsAny(key, "\n\r\u0085\u2028\u2029") {
		d.fault(src.whole(1), "--set takes KEY=VALUE", "write --set concurrency=1,8,64")
		return nil
	}
	n, faults := parseValue(src, key, value)
	if len(faults) > 0 {
		d.faults = append(d.faults, faults...)
		return nil
	}
	changed, stuck := root.with(root.keyPath(src, key), n)
	if changed == nil {
		d.faultf(stuck.at, "set the whole of it", "%s can't be set: %s", short(key), stuck.why)
	}
	return changed
}

// parseValue reads the value of --set as YAML; commas on a factor make a list.
// It is read with as many blanks before it as the key is wide, so that columns
// are those of the argument.
func parseValue(src *source, key, value string) (*node, []*Fault) {
	width := utf8.RuneCountInString(key)
	text := slices.Clone(src.ended)
	rest := strings.TrimPrefix(text[0], key+"=")
	text[0] = strings.Repeat(" ", width+1) + rest
	if isFactorKey(key) && len(text) == 1 && strings.Contains(value, ",") && !strings.ContainsAny(value, "[{") {
		text[0] = strings.Repeat(" ", width) + "[" + strings.TrimSuffix(rest, "\n") + "]\n"
	}
	n, faults := parse(src, text)
	if len(faults) == 1 && faults[0].Message == emptyFile {
		hint := "use --unset " + short(key) + " to remove it"
		return nil, []*Fault{src.at(1, width+1, 1).Fault("--set "+short(key)+" has no value", hint)}
	}
	return n, faults
}

func isFactorKey(key string) bool {
	_, load := loadFieldNamed(key)
	return load || strings.HasPrefix(key, "params.")
}
