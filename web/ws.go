package web

import (
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/websocket"
)

// bufferSize keeps an idle connection below 8 KiB: frames are small, and write
// buffers are borrowed for the length of one write.
const bufferSize = 1 << 10

var upgrader = websocket.Upgrader{
	ReadBufferSize:  bufferSize,
	WriteBufferSize: bufferSize,
	WriteBufferPool: new(sync.Pool),
	Subprotocols:    []string{Subprotocol},
	// A limit on frames does not stop a deflate bomb, so there is no deflate.
	EnableCompression: false,
	CheckOrigin:       func(*http.Request) bool { return true }, // serveWS has checked
	Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
		code := badRequest
		if status >= http.StatusInternalServerError {
			code = internal
		}
		writeProblem(w, code, "This is not a WebSocket handshake.")
	},
}

// serveWS upgrades a request and leaves the connection to goroutines of its
// own, so that the handler's stack and buffers are freed.
func (s *Server) serveWS(w http.ResponseWriter, r *http.Request) {
	switch {
	case !s.allowedOrigin(r):
		writeProblem(w, forbidden, "Pages of this origin may not connect. The shop's operator can allow it.")
		return
	case !slices.Contains(websocket.Subprotocols(r), Subprotocol):
		writeProblem(w, badRequest, "Offer the subprotocol "+Subprotocol+".")
		return
	case !s.join():
		writeProblem(w, busy, "The server is going away. Please reconnect in a moment.")
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.conns.Done() // upgrader.Error has answered
		return
	}
	c := newConn(s, ws)
	go func() {
		defer s.conns.Done()
		defer s.caught(ws)
		c.run(s.life)
	}()
}

// caught keeps one connection's bug from ending everyone's.
func (s *Server) caught(ws *websocket.Conn) {
	if v := recover(); v != nil {
		s.Log.Error("connection panicked", "panic", v, "stack", stack())
		_ = ws.Close()
	}
}

func stack() string { return string(debug.Stack()) }

// allowedOrigin reports whether the page that asks may: one of this host, one
// that the operator named, or a program, which sends no origin.
func (s *Server) allowedOrigin(r *http.Request) bool {
	values := r.Header.Values("Origin")
	if len(values) == 0 {
		return true
	}
	if len(values) > 1 {
		return false
	}
	if slices.ContainsFunc(s.Origins, func(o string) bool {
		return o == "*" || strings.EqualFold(strings.TrimSuffix(o, "/"), values[0])
	}) {
		return true
	}
	u, err := url.Parse(values[0])
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
