package web

import (
	"net/http"

	"daogou/chat"
)

// memory shows the identified shopper what is remembered of her: whether she
// agreed to it, and every preference with the time it was told.
func (s *Server) memory(w http.ResponseWriter, r *http.Request) {
	customer, err := s.identified(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	m, err := chat.Remembered(r.Context(), s.Store, customer)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if m.Told == nil {
		m.Told = []chat.Preference{}
	}
	writeJSON(w, "application/json", http.StatusOK, m)
}

// forget deletes what is remembered of the identified shopper: of the fields
// that ?field= names, which may repeat, else everything and her consent.
func (s *Server) forget(w http.ResponseWriter, r *http.Request) {
	customer, err := s.identified(r)
	if err == nil {
		err = chat.Forget(r.Context(), s.Store, customer, r.URL.Query()["field"]...)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// identified is the customer that the request's token names; without one the
// request is refused.
func (s *Server) identified(r *http.Request) (string, error) {
	customer, err := s.shopper(r)
	if err == nil && customer == "" {
		err = &chat.Error{Code: unauthorized, Message: "This needs your identity token."}
	}
	return customer, err
}
