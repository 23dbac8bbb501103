module runexp/bench

go 1.26.0
