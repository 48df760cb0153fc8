package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/gorilla/websocket"

	"daogou/chat"
)

// write tails the session's log until the client is gone. It pings on time, also
// while there is much to say: a client that only listens must answer something.
func (c *conn) write(ctx context.Context) error {
	ping := time.Now().Add(c.patience.ping)
	for {
		frames, err := c.next(ctx, ping)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			c.server.Log.Error("session log unreadable", "err", err)
			return tryLater
		}
		for _, f := range frames {
			if err := c.send(f.JSON); err != nil {
				return err
			}
			c.after = f.Seq
		}
		if now := time.Now(); now.After(ping) {
			if err := c.ws.WriteControl(websocket.PingMessage, nil, now.Add(c.patience.slow)); err != nil {
				return err
			}
			ping = now.Add(c.patience.ping)
		}
	}
}

// next waits for frames, but not past a time.
func (c *conn) next(ctx context.Context, until time.Time) ([]chat.Frame, error) {
	wait, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	frames, err := c.session.Next(wait, c.after)
	if wait.Err() != nil {
		return nil, nil
	}
	return frames, err
}

// send writes one frame. A client that takes too long over it is too slow.
func (c *conn) send(frame []byte) error {
	c.sending.Lock()
	defer c.sending.Unlock()
	began := time.Now()
	if err := c.ws.SetWriteDeadline(began.Add(writeWithin)); err != nil {
		return err
	}
	if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
		return err
	}
	c.server.metrics.sent.Inc()
	if time.Since(began) > c.patience.slow {
		return slow
	}
	return nil
}

func (c *conn) sendJSON(v any) error {
	frame, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.send(frame)
}

// hangUp says goodbye where there is something to say. Closing a socket with
// bytes unread resets it, and the reset may overtake the goodbye, so what still
// comes is read for a moment.
func (c *conn) hangUp(cause error) {
	defer c.ws.Close()
	var end *closing
	if !errors.As(cause, &end) {
		return
	}
	msg := websocket.FormatCloseMessage(end.code, end.text)
	if err := c.ws.WriteControl(websocket.CloseMessage, msg, time.Now().Add(lingerFor)); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		return
	}
	tcp := c.ws.NetConn()
	if half, ok := tcp.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = tcp.SetReadDeadline(time.Now().Add(lingerFor))
	_, _ = io.CopyN(io.Discard, tcp, frameLimit)
}
