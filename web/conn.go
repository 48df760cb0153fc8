package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"daogou/chat"
)

// Limits of a connection.
const (
	helloLimit  = 4 << 10          // bytes of a frame before hello
	frameLimit  = 12 << 20         // bytes of a frame after it
	writeWithin = 30 * time.Second // one frame's write, after which it is cut off
	lingerFor   = time.Second      // for a client to read why we hang up
)

// patience is how long a connection waits for what.
type patience struct {
	hello time.Duration // the first frame
	ping  time.Duration // from one ping to the next
	pong  time.Duration // silence after which the client is gone; longer than ping
	slow  time.Duration // one frame's write, after which the client is told 4008
}

var usual = patience{hello: 10 * time.Second, ping: 25 * time.Second, pong: 60 * time.Second, slow: 10 * time.Second}

// A client may say 20 things at once and 5 a second; what the page sends by
// itself (drafts, views, pings) has a wider bucket.
const (
	messageBurst, messageRate rate.Limit = 20, 5
	otherBurst, otherRate     rate.Limit = 200, 50
)

// closing is the end of a connection and what the client is told of it.
type closing struct {
	code int
	text string
}

func (c *closing) Error() string { return fmt.Sprintf("close %d: %s", c.code, c.text) }

const closeSlow = 4008

var (
	goingAway = &closing{websocket.CloseGoingAway, "the server goes away"}
	noHello   = &closing{websocket.ClosePolicyViolation, "hello must be the first frame, within 10 s"}
	noText    = &closing{websocket.CloseUnsupportedData, "text frames only"}
	hugeFrame = &closing{websocket.CloseMessageTooBig, "frame too large"}
	slow      = &closing{closeSlow, "too slow a reader"}
	identity  = &closing{websocket.ClosePolicyViolation, "unauthorized"}
	tryLater  = &closing{websocket.CloseTryAgainLater, "try again later"}
)

// session is a conversation as a connection sees it. *chat.Session is the one
// in production.
type session interface {
	Next(ctx context.Context, after int64) ([]chat.Frame, error)
	Message(ctx context.Context, m chat.MessageIn) (*chat.Frame, error)
	Event(ctx context.Context, e chat.EventIn) (*chat.Frame, error)
	Feedback(ctx context.Context, f chat.FeedbackIn) error
	Draft(ctx context.Context, text string) (chat.SuggestFrame, error)
	Cancel(ctx context.Context, turn int) error
	Handoff(ctx context.Context) error
	Handback(ctx context.Context) error
	Leave()
}

// conn is one client.
type conn struct {
	server   *Server
	ws       *websocket.Conn
	patience patience
	session  session
	after    int64 // seq of the last frame that the client has
	messages *rate.Limiter
	others   *rate.Limiter

	sending sync.Mutex // held for the write of one frame
}

func newConn(s *Server, ws *websocket.Conn) *conn {
	return &conn{
		server:   s,
		ws:       ws,
		patience: cmp.Or(s.patience, usual),
		messages: rate.NewLimiter(messageRate, int(messageBurst)),
		others:   rate.NewLimiter(otherRate, int(otherBurst)),
	}
}

// run serves the client until either side hangs up or ctx ends. Of the two
// loops the first to return stops the other.
func (c *conn) run(ctx context.Context) {
	c.server.metrics.conns.Inc()
	defer c.server.metrics.conns.Dec()
	ctx, stop := c.life(ctx)
	if err := c.greet(ctx); err != nil {
		stop(err)
	} else {
		c.serve(ctx, stop)
	}
	c.hangUp(context.Cause(ctx))
}

// life is a context whose end unblocks what reads from the socket.
func (c *conn) life(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, stop := context.WithCancelCause(ctx)
	context.AfterFunc(ctx, func() { _ = c.ws.SetReadDeadline(time.Now()) })
	return ctx, stop
}

// serve runs both loops until both have ended, and leaves the session.
func (c *conn) serve(ctx context.Context, stop context.CancelCauseFunc) {
	defer c.session.Leave()
	var wg sync.WaitGroup
	wg.Go(func() { stop(c.write(ctx)) })
	stop(c.read(ctx))
	wg.Wait()
}

// greet waits for hello, opens the session and welcomes the client.
func (c *conn) greet(ctx context.Context) error {
	c.ws.SetReadLimit(helloLimit)
	if err := c.ws.SetReadDeadline(time.Now().Add(c.patience.hello)); err != nil {
		return err
	}
	m, err := c.firstFrame(ctx)
	if err != nil {
		return err
	}
	hello, refused := c.server.hello(m)
	if refused != nil {
		return c.refuse(refused)
	}
	session, welcome, err := c.server.Engine.Open(ctx, hello)
	if err != nil {
		return c.refuse(c.server.told(ctx, err))
	}
	c.session, c.after = session, min(m.LastSeq, welcome.Seq)
	c.ws.SetReadLimit(frameLimit)
	c.ws.SetPongHandler(func(string) error { return c.alive(ctx) })
	if err := c.sendJSON(welcome); err != nil {
		session.Leave()
		return err
	}
	return nil
}

// firstFrame gives the hello. What can't be read is answered and forgiven as
// long as the time for hello lasts.
func (c *conn) firstFrame(ctx context.Context) (*inbound, error) {
	for {
		m, refused, err := c.receive(ctx)
		var timeout net.Error
		switch {
		case errors.As(err, &timeout) && timeout.Timeout():
			return nil, noHello
		case err != nil:
			return nil, err
		case refused != nil:
			if err := c.sendJSON(refused.Frame()); err != nil {
				return nil, err
			}
		case m.Type != "hello":
			return nil, noHello
		default:
			return m, nil
		}
	}
}

// refuse tells the client why it is not let in, and gives the close for it.
func (c *conn) refuse(e *chat.Error) error {
	if err := c.sendJSON(e.Frame()); err != nil {
		return err
	}
	if e.Code == unauthorized {
		return identity
	}
	return tryLater
}

// receive reads one frame: one understood, one refused, or the end.
func (c *conn) receive(ctx context.Context) (*inbound, *chat.Error, error) {
	kind, data, err := c.ws.ReadMessage()
	switch {
	case ctx.Err() != nil:
		return nil, nil, context.Cause(ctx)
	case errors.Is(err, websocket.ErrReadLimit):
		return nil, nil, hugeFrame
	case err != nil:
		return nil, nil, err
	case kind != websocket.TextMessage:
		return nil, nil, noText
	}
	m, refused := decode(data)
	c.server.metrics.received(m)
	return m, refused, nil
}

// alive puts off the end of a silent client. The order matters: ctx may end in
// between, and its end must be the last to set the deadline.
func (c *conn) alive(ctx context.Context) error {
	if err := c.ws.SetReadDeadline(time.Now().Add(c.patience.pong)); err != nil {
		return err
	}
	return ctx.Err()
}
