package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"daogou/catalog"
	"daogou/chat"
)

// problem is an error over HTTP, as RFC 9457 has it. Detail says what to do
// and shows nothing of the server's inside.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	Code   string `json:"code"`
}

// The codes of PROTOCOL.md.
const (
	badRequest   = "bad_request"
	unauthorized = "unauthorized"
	tooLarge     = "too_large"
	rateLimited  = "rate_limited"
	busy         = "busy"
	internal     = "internal"
	notFound     = "not_found" // HTTP alone
	forbidden    = "forbidden" // HTTP alone
	wrongMethod  = "method_not_allowed"
)

var statusOf = map[string]int{
	badRequest:   http.StatusBadRequest,
	unauthorized: http.StatusUnauthorized,
	tooLarge:     http.StatusRequestEntityTooLarge,
	rateLimited:  http.StatusTooManyRequests,
	busy:         http.StatusServiceUnavailable,
	internal:     http.StatusInternalServerError,
	notFound:     http.StatusNotFound,
	forbidden:    http.StatusForbidden,
	wrongMethod:  http.StatusMethodNotAllowed,
}

// writeProblem answers a request with an error.
func writeProblem(w http.ResponseWriter, code, detail string) {
	status, ok := statusOf[code]
	if !ok {
		code, status = internal, http.StatusInternalServerError
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="shop"`)
	}
	p := problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Code: code}
	writeJSON(w, "application/problem+json", status, p)
}

// fail answers a request with an error of the engine or the store: in our own
// words to the client, in full to the log.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var e *chat.Error
	switch {
	case errors.As(err, &e):
		writeProblem(w, e.Code, e.Message)
	case errors.Is(err, catalog.ErrNotFound):
		writeProblem(w, notFound, "There is no such thing in this shop.")
	case r.Context().Err() != nil:
		writeProblem(w, busy, "The request took too long. Please try again.")
	default:
		s.Log.ErrorContext(r.Context(), "request failed", "route", r.Pattern, "err", err)
		writeProblem(w, internal, "Something went wrong on our side. Please try again.")
	}
}

// writeJSON answers with a value that always marshals.
func writeJSON(w http.ResponseWriter, contentType string, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // the client is gone when it fails
}
