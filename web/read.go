package web

import (
	"context"
	"errors"
	"time"

	"daogou/chat"
)

// read hands what the client says to the session until the client is gone.
func (c *conn) read(ctx context.Context) error {
	for {
		if err := c.alive(ctx); err != nil {
			return context.Cause(ctx)
		}
		m, refused, err := c.receive(ctx)
		if err != nil {
			return err
		}
		received := time.Now()
		if refused == nil && !c.may(m, received) {
			refused = &chat.Error{Code: rateLimited, Message: "Too fast. Please wait a moment and send it again.", ID: m.ID, Turn: m.Turn}
		}
		if refused == nil {
			refused, err = c.handle(ctx, m, received)
		}
		if refused != nil {
			err = c.sendJSON(refused.Frame())
		}
		if err != nil {
			return err
		}
	}
}

func (c *conn) may(m *inbound, now time.Time) bool {
	if m.Type == "message" {
		return c.messages.AllowN(now, 1)
	}
	return c.others.AllowN(now, 1)
}

// handle does what a frame asks. What the client did wrong comes back as a
// *chat.Error for it; an error is the end of the connection.
func (c *conn) handle(ctx context.Context, m *inbound, received time.Time) (*chat.Error, error) {
	reply, err := c.pass(ctx, m, received)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		refused := c.server.told(ctx, err)
		refused.ID, refused.Turn = m.ID, m.Turn
		return refused, nil
	case reply == nil:
		return nil, nil
	}
	if f, ok := reply.(*chat.Frame); ok {
		return nil, c.send(f.JSON)
	}
	return nil, c.sendJSON(reply)
}

// pass gives a frame to the session. The reply, where there is one, is for this
// connection alone.
func (c *conn) pass(ctx context.Context, m *inbound, received time.Time) (reply any, err error) {
	switch m.Type {
	case "message":
		return maybe(c.session.Message(ctx, chat.MessageIn{ID: m.ID, Text: *m.Text, Images: m.Images, Received: received}))
	case "event":
		return maybe(c.session.Event(ctx, chat.EventIn{ID: m.ID, Kind: m.Event, ProductID: m.ProductID,
			Quantity: m.Quantity, Options: m.Options, Turn: m.Turn, Search: m.Search}))
	case "feedback":
		return nil, c.session.Feedback(ctx, chat.FeedbackIn{Turn: m.Turn, Rating: m.Rating, ProductID: m.ProductID, Comment: m.Comment})
	case "draft":
		return c.session.Draft(ctx, *m.Text)
	case "cancel":
		return nil, c.session.Cancel(ctx, m.Turn)
	case "handoff":
		return nil, c.session.Handoff(ctx)
	case "handback":
		return nil, c.session.Handback(ctx)
	case "ping":
		return pong{"pong"}, nil
	}
	return nil, &chat.Error{Code: badRequest, Message: "This session has said hello."}
}

type pong struct {
	Type string `json:"type"`
}

// maybe keeps a frame that is not there from becoming a reply that is.
func maybe(f *chat.Frame, err error) (any, error) {
	if f == nil {
		return nil, err
	}
	return f, err
}

// hello checks who the client says it is.
func (s *Server) hello(m *inbound) (chat.Hello, *chat.Error) {
	h := chat.Hello{Session: m.Session, Token: m.Token, Locale: m.Locale, Page: m.Page.ProductID, Consent: m.Consent}
	if m.Customer == "" {
		return h, nil
	}
	claims, err := Verify(s.Secret, s.Shop.ID, m.Customer, s.now())
	if err != nil {
		return h, &chat.Error{Code: unauthorized, Message: "You are signed out. Please sign in again."}
	}
	h.Customer = claims.Subject
	return h, nil
}

// told gives what the client hears of an error: the engine's words for it, or
// none of the server's inside.
func (s *Server) told(ctx context.Context, err error) *chat.Error {
	var e *chat.Error
	if errors.As(err, &e) {
		words := *e
		return &words
	}
	if ctx.Err() == nil {
		s.Log.Error("session call failed", "err", err)
	}
	return &chat.Error{Code: internal, Message: "Something went wrong on our side. Please try again."}
}
