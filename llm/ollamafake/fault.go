package ollamafake

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Fault is a way to fail.
type Fault string

const (
	None     Fault = ""
	Hang     Fault = "hang"      // never answers, while the other side waits
	Stall    Fault = "stall"     // falls silent in the middle of the answer
	Half     Fault = "half"      // the connection breaks in the middle
	Short    Fault = "short"     // the stream ends properly, but without its last line
	Garbage  Fault = "garbage"   // lines that are no JSON
	Error500 Fault = "error500"  // as a model that can't be loaded
	Error503 Fault = "error503"  // as a full queue
	InStream Fault = "in_stream" // an error message in the middle of the answer
	Endless  Fault = "endless"   // tokens for ever, whatever num_predict says
	Blank    Fault = "blank"     // white space for ever
	Empty    Fault = "empty"     // an answer without a word
	BadJSON  Fault = "bad_json"  // text, whatever the schema says
)

// Faults are all of them.
var Faults = []Fault{Hang, Stall, Half, Short, Garbage, Error500, Error503, InStream, Endless, Blank, Empty, BadJSON}

// errHangUp has the connection broken off.
var errHangUp = errors.New("hang up")

// whole plays the faults that a server shows at every path.
func (f Fault) whole(w http.ResponseWriter, r *http.Request) (done bool, err error) {
	switch f {
	case Hang:
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not notice a hang-up
		<-r.Context().Done()
	case Error500:
		reply(w, http.StatusInternalServerError, map[string]string{"error": "llama runner process has terminated"})
	case Error503:
		reply(w, http.StatusServiceUnavailable, map[string]string{"error": "server busy, please try again. maximum pending requests exceeded"})
	default:
		return false, nil
	}
	return true, nil
}

// stream plays the faults that show in an answer.
func (f Fault) stream(s *stream, parts []string) (done bool, err error) {
	if done, err := f.whole(s.w, s.r); done {
		return true, err
	}
	switch f {
	case Endless:
		return true, s.forEver("more ")
	case Blank:
		return true, s.forEver("\n")
	case Empty:
		return true, s.end("stop")
	case BadJSON:
		_ = s.send(`{"act": "search", "query": `)
		return true, s.end("stop")
	case Garbage:
		_, err := io.WriteString(s.w, "<html><body>It works!</body></html>\n")
		return true, err
	case Stall, Half, Short, InStream:
		return true, f.middle(s, parts)
	}
	return false, nil
}

// middle sends half of the answer, then fails.
func (f Fault) middle(s *stream, parts []string) error {
	for _, p := range parts[:(len(parts)+1)/2] {
		_ = s.send(p)
	}
	switch f {
	case Stall:
		<-s.r.Context().Done()
	case Half:
		return errHangUp
	case InStream:
		return s.line(map[string]string{"error": "an error was encountered while running the model"})
	}
	return nil
}

// forEver repeats a token until the other side hangs up.
func (s *stream) forEver(token string) error {
	for pause(s.r, max(s.gap, time.Millisecond)) {
		if s.send(token) != nil {
			return nil
		}
	}
	return nil
}
