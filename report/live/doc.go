// Package live turns the progress of a run into what a person watches meanwhile: on
// a terminal a view that is drawn again a few times a second, elsewhere a line per
// trial and a sign of life every 30 seconds. It knows no stream, no environment and
// no signal: the writer, its size and its clock are handed in.
//
//	Progress, Result, Verdict -> screen  screen.go   what is known, and when it is drawn
//	                                     board.go    what became of the repeats of each cell
//	                                     axes.go     where the cells stand
//	                                     course.go   the trial under way: rates, percentiles
//	                                     pace.go     the time left
//	screen -> lines of text              layout.go   what has room, and in which order
//	                                     grid.go     the cells: table, matrix, bars or strip
//	                                     trial.go    the trial under way, and the sweep
//	                                     canvas.go   styles and widths
//	lines of text -> bytes               frame.go    what has changed, in one write
//	Progress, Result -> lines            lines.go    where there is no terminal
//
// Nothing here is on the way of a request. A view is told of a trial under way at
// most ten times a second, takes down a few numbers, and returns; a goroutine of its
// own draws, so that a terminal that does not take what is written stops nobody else.
//
// Texts of files and servers pass [printable] before they are shown: none moves the
// cursor, and each has the width on the screen that it is counted with.
package live
