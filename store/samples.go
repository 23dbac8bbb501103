package store

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"runexp/crawl"
	"runexp/runner"
)

// The requests that are kept of a trial are bounded by maxRows; what comes above that
// is counted only. A row takes some 15 bytes on the disk.
const maxRows = 10_000_000

// Rows are collected in stripes, so that slots that end at once rarely meet, and go to
// the disk by the stripe.
const (
	stripes    = 16
	stripeRows = 512
	// queued is how many full stripes may wait for the disk: some 30,000 rows.
	queued = 64
)

// samplesHeader is the first line of a file of samples.
const samplesHeader = "index,start_ns,intended_ns,latency_ns,status,class,bytes\n"

// Samples takes the single requests of a trial, and writes them to a file of its own as
// compressed CSV. The file gets its name when it is closed.
type Samples struct {
	device      device
	folder      *os.Root
	name        string
	file        *os.File
	stripes     [stripes]stripe
	full, empty chan []row
	kept        atomic.Int64 // rows that were taken
	dropped     atomic.Int64
	writer      sync.WaitGroup
	err         error // of the writer, for after it has ended
}

// stripe is rows that are not full yet. The padding keeps stripes from sharing lines
// of the processor's cache.
type stripe struct {
	mu   sync.Mutex
	rows []row
	_    [96]byte
}

// row is what is kept of a fetch.
type row struct {
	index, bytes         int64
	start, intended, end time.Duration
	status               int16
	class                crawl.Class
}

// Samples begins to keep the single requests of a trial. They replace those of an
// earlier attempt to measure it.
func (r *Run) Samples(t *runner.Trial) (*Samples, error) {
	folder, err := makeSub(r.device, r.root, samplesFolder)
	if err != nil {
		return nil, err
	}
	s := &Samples{
		device: r.device, folder: folder, name: samplesName(t.Name(), r.known.identity(t)),
		full: make(chan []row, queued), empty: make(chan []row, queued+stripes),
	}
	if err = s.device.Remove(folder, s.name+temporary); err == nil || errors.Is(err, os.ErrNotExist) {
		s.file, err = s.device.Create(folder, s.name+temporary)
	}
	if err != nil {
		_ = folder.Close()
		return nil, fmt.Errorf("samples of trial %s: %w", t.Name(), err)
	}
	rows := make([]row, (queued+stripes)*stripeRows)
	for i := range queued + stripes {
		part := rows[i*stripeRows : i*stripeRows : (i+1)*stripeRows]
		if i < stripes {
			s.stripes[i].rows = part
		} else {
			s.empty <- part
		}
	}
	s.writer.Go(func() { s.err = s.write() })
	return s, nil
}

// samplesName is the name of the file of a trial's samples: for people, and with an
// identity that stays when numbers change.
func samplesName(trial, identity string) string { return slug(trial) + "-" + identity + samplesEnding }

const samplesEnding = ".csv.gz"

// Record keeps a request. It is safe for concurrent use, allocates nothing and never
// waits for the disk: while that does not keep up, rows are dropped and counted. It
// must not be called after Close.
func (s *Samples) Record(f crawl.Fetch) {
	if s.kept.Add(1) > maxRows {
		s.kept.Add(-1)
		s.dropped.Add(1)
		return
	}
	at := &s.stripes[uint64(f.Index)%stripes]
	at.mu.Lock()
	at.rows = append(at.rows, row{f.Index, f.Bytes, f.Start, f.Intended, f.End, f.Status, f.Class})
	if len(at.rows) == stripeRows {
		at.rows = s.hand(at.rows)
	}
	at.mu.Unlock()
}

// hand gives full rows to the writer and returns empty ones, or drops them where the
// writer is too far behind.
func (s *Samples) hand(rows []row) []row {
	select {
	case other := <-s.empty:
		s.full <- rows // never waits: there are no more rows than room
		return other
	default:
		s.drop(len(rows))
		return rows[:0]
	}
}

func (s *Samples) drop(n int) {
	s.kept.Add(-int64(n))
	s.dropped.Add(int64(n))
}

// write writes what is handed over. After an error it drops the rest.
func (s *Samples) write() error {
	disk := bufio.NewWriterSize(deviceWriter{s.device, s.file}, 1<<16)
	z, err := gzip.NewWriterLevel(disk, gzip.BestSpeed)
	if err != nil {
		return err
	}
	_, err = z.Write([]byte(samplesHeader))
	var text []byte
	for rows := range s.full {
		if err == nil {
			text = appendRows(text[:0], rows)
			_, err = z.Write(text)
		}
		if err != nil {
			s.drop(len(rows))
		}
		s.empty <- rows[:0]
	}
	if err == nil {
		err = z.Close()
	}
	if err == nil {
		err = disk.Flush()
	}
	if err == nil {
		err = s.device.Sync(s.file)
	}
	return err
}

// appendRows appends rows as CSV.
func appendRows(b []byte, rows []row) []byte {
	for i := range rows {
		r := &rows[i]
		for _, n := range [...]int64{r.index, int64(r.start), int64(r.intended), int64(r.end - r.intended), int64(r.status)} {
			b = append(strconv.AppendInt(b, n, 10), ',')
		}
		b = append(append(b, r.class.String()...), ',')
		b = append(strconv.AppendInt(b, r.bytes, 10), '\n')
	}
	return b
}

// Close ends the file. It returns how many requests are in it, and how many were
// dropped because the disk did not keep up or they were too many. After an error none
// are kept.
func (s *Samples) Close() (kept, dropped int64, err error) {
	for i := range s.stripes {
		if rows := s.stripes[i].rows; len(rows) > 0 {
			s.full <- rows // the writer makes room
		}
	}
	close(s.full)
	s.writer.Wait()
	err = errors.Join(s.err, s.file.Close())
	if err == nil {
		err = s.device.Rename(s.folder, s.name+temporary, s.name)
	}
	if err == nil {
		err = s.device.SyncFolder(s.folder)
	} else {
		_ = s.device.Remove(s.folder, s.name+temporary)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", within(s.folder, s.name), err)
	}
	_ = s.folder.Close()
	if err != nil {
		return 0, s.kept.Load() + s.dropped.Load(), err
	}
	return s.kept.Load(), s.dropped.Load(), nil
}
