package chat

// Error is what a client is told; Message says what to do and shows nothing of
// the server's inside. Code is one of PROTOCOL's.
type Error struct {
	Code    string
	Message string
	ID      string // of the message or event it is about
	Turn    int    // that the client named; never sent, for an error with a turn would need a seq
}

// The codes of errors that a session gives.
const (
	BadRequest   = "bad_request"
	Unauthorized = "unauthorized"
	Internal     = "internal"
	Busy         = "busy"
)

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Frame is the error as it goes to the client.
func (e *Error) Frame() ErrorFrame {
	return ErrorFrame{Type: "error", Code: e.Code, Message: e.Message, ID: e.ID}
}

func unauthorized(message string) *Error { return &Error{Code: Unauthorized, Message: message} }

func badRequest(id, message string) *Error {
	return &Error{Code: BadRequest, Message: message, ID: id}
}
