// Package origin turns a request for a delay into a response after that delay: it is the server under test of the
// built-in demo, and it counts what it saw so that a crawl's claims can be held against it. It knows nothing of
// experiments, trials or crawls: to it a trial is a name in a query, and a disconnected client is still being waited for.
//
// A request says what it wants in its query:
//
//	/add?name=N             required, 1 to 256 bytes of UTF-8: the name to count under
//	    &delay=MS           the service time, 1024 by default, 60000 at most together with jitter
//	    &jitter=MS          adds a uniform 0..MS to the delay, the same for the same seed, name and arrival number
//	    &size=BYTES         the length of the body, 1 by default, 1 GiB at most; every byte is a dot
//	    &status=CODE        200 by default, 200 to 599; 204, 205 and 304 have no body
//	    &workers=K          K workers serve the name, 1 to 1000000; without it there are as many as requests
//
// Other keys are ignored. A parameter that is given twice, or is not what it should be, is a 400 with a line of text.
// GET, HEAD and POST are served; a request body, up to 64 MiB, is read to its end before the wait begins. Responses have
// no Date and no Server: they are as short as they can be.
//
// # Queueing
//
// With workers=K the requests of a name stand in one line, first come, first served. The delay passes while a worker
// is held, and only then, so K workers of 100 ms serve 10*K requests a second and a sweep of the concurrency has a
// knee at K:
//
//	K = 2, five requests at once, 100 ms each
//	worker 1  |== a ==|== c ==|== e ==|
//	worker 2  |== b ==|== d ==|
//	          0      100     200     300 ms
//
// The first request of a name that gives workers fixes K for the name; another K is a 400. A request of the name that
// gives none passes the line by. One that finds no worker within 60 s is answered 503.
//
// # Counting
//
// /stats answers JSON, the wire form of [Stats]; /stats?name=N one name of it, /stats?records=0 all but the records.
// A request is in flight from the start of its handler until its wait ends. The HTTP library does not tell a handler
// that the client has left, so requests whose clients gave up are in flight until then too: the peak is of work held,
// not of clients that listen. What is kept is bounded; what is over the bounds is counted as dropped.
package origin
