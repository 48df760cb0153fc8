package web

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/chat"
)

// Limits of one POST /api/events.
const (
	maxEventBody  = 8 << 20 // bytes
	maxEventLine  = 16 << 10
	maxEventLines = 10_000
	maxLineErrors = 100 // listed; all are counted
)

// eventsReply tells what became of each line.
type eventsReply struct {
	Accepted int         `json:"accepted"` // lines that are kept, now or before
	Added    int         `json:"added"`    // of these, the new ones
	Rejected int         `json:"rejected"`
	Errors   []lineError `json:"errors,omitempty"`
}

type lineError struct {
	Line    int    `json:"line"` // from 1
	ID      string `json:"id,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// clockSkew is how far ahead of ours a sender's clock may be.
const clockSkew = 5 * time.Minute

// events stores events in bulk. What one line says wrong costs that line alone.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	customer, err := s.sender(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list, reply, err := s.readEvents(http.MaxBytesReader(w, r.Body, maxEventBody), customer)
	if err == nil {
		reply.Added, err = s.Store.AddEvents(r.Context(), list)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if s.Taste != nil {
		for _, e := range list {
			s.Taste.Observe(e)
		}
	}
	status := http.StatusOK
	if reply.Accepted == 0 && reply.Rejected > 0 {
		status = http.StatusBadRequest
	}
	writeJSON(w, "application/json", status, reply)
}

// sender tells whose events the request may bring: one customer's by an
// identity token, anyone's (an empty name) by an API key.
func (s *Server) sender(r *http.Request) (customer string, err error) {
	token := bearer(r)
	if token == "" {
		return "", &chat.Error{Code: unauthorized, Message: "Send an identity token or an API key as a bearer token."}
	}
	if strings.HasPrefix(token, tokenVersion+".") {
		return s.shopper(r)
	}
	_, ok, err := s.Store.CheckKey(r.Context(), token)
	if err == nil && !ok {
		err = &chat.Error{Code: unauthorized, Message: "There is no such API key."}
	}
	return "", err
}

// readEvents reads JSON Lines. The error is about the body as a whole.
func (s *Server) readEvents(body interface{ Read([]byte) (int, error) }, customer string) (list []catalog.Event, reply eventsReply, err error) {
	lines := bufio.NewScanner(body)
	lines.Buffer(make([]byte, 0, 4<<10), maxEventLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		if reply.Accepted+reply.Rejected >= maxEventLines {
			return nil, reply, &chat.Error{Code: tooLarge, Message: fmt.Sprintf("At most %d lines at once.", maxEventLines)}
		}
		e, refused := s.readEvent(line, customer)
		if refused == nil {
			list = append(list, e)
			reply.Accepted++
			continue
		}
		reply.Rejected++
		if len(reply.Errors) < maxLineErrors {
			reply.Errors = append(reply.Errors, lineError{n, clip(e.ID, maxID), refused.Code, refused.Message})
		}
	}
	return list, reply, bodyError(lines.Err())
}

func bodyError(err error) error {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return &chat.Error{Code: tooLarge, Message: fmt.Sprintf("At most %d MiB at once.", maxEventBody>>20)}
	case errors.Is(err, bufio.ErrTooLong):
		return &chat.Error{Code: tooLarge, Message: fmt.Sprintf("A line holds at most %d KiB.", maxEventLine>>10)}
	}
	return &chat.Error{Code: badRequest, Message: "The body ended early."}
}

// readEvent reads one line. The event is as far as it could be read.
func (s *Server) readEvent(line []byte, customer string) (catalog.Event, *chat.Error) {
	var e catalog.Event
	if err := json.Unmarshal(line, &e); err != nil || !utf8.Valid(line) {
		return e, &chat.Error{Code: badRequest, Message: "Not an event in JSON."}
	}
	if customer != "" && e.Customer != "" && e.Customer != customer {
		return e, &chat.Error{Code: unauthorized, Message: "An identity token brings its own customer's events alone."}
	}
	now := s.now()
	if e.Time.IsZero() {
		e.Time = now.UTC()
	}
	if customer != "" {
		e.Customer, e.Session = customer, ""
	}
	if field, wrong := e.Check(now); wrong != "" {
		return e, &chat.Error{Code: badRequest, Message: field + ": " + wrong}
	}
	if e.Time.After(now.Add(clockSkew)) {
		return e, &chat.Error{Code: badRequest, Message: "time: lies in the future"}
	}
	if _, known := s.Shelf.Product(e.ProductID); !known {
		return e, &chat.Error{Code: badRequest, Message: "product_id: there is no such product"}
	}
	if customer != "" {
		e.ID = customer + "/" + e.ID // so that nobody can take an id that another's event will have
	}
	return e, nil
}
