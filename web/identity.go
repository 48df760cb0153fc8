package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrToken is wrapped by every error of Verify.
var ErrToken = errors.New("identity token")

// Claims is what an identity token says: which customer of which shop, until when.
type Claims struct {
	Subject  string `json:"sub"` // customer ID
	Audience string `json:"aud"` // shop ID
	Expires  int64  `json:"exp"` // Unix seconds; the token holds before it
}

// tokenVersion is the first part of every token and is signed with the rest,
// so that a later form can never be read as this one.
const tokenVersion = "v1"

// maxToken bounds what Verify decodes, in bytes.
const maxToken = 4096

// Sign makes the identity token that a shop's own server gives to its signed-in
// customer.
func Sign(secret []byte, c Claims) string {
	payload, err := json.Marshal(c)
	if err != nil {
		panic(err) // two strings and a number always marshal
	}
	signed := tokenVersion + "." + base64.RawURLEncoding.EncodeToString(payload)
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac(secret, signed))
}

// Verify gives a token's claims when it is signed with the secret, is for this
// shop, names a customer and has not expired. The MAC is compared in constant
// time, before anything in the payload is looked at.
func Verify(secret []byte, shop, token string, now time.Time) (Claims, error) {
	payload, err := signedPayload(secret, token)
	if err != nil {
		return Claims{}, err
	}
	var c Claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return Claims{}, fmt.Errorf("%w: payload: %w", ErrToken, err)
	}
	switch {
	case c.Audience != shop:
		return Claims{}, fmt.Errorf("%w: for shop %q", ErrToken, c.Audience)
	case c.Subject == "":
		return Claims{}, fmt.Errorf("%w: names no customer", ErrToken)
	case now.Unix() >= c.Expires:
		return Claims{}, fmt.Errorf("%w: expired", ErrToken)
	}
	return c, nil
}

func signedPayload(secret []byte, token string) ([]byte, error) {
	if len(secret) == 0 {
		return nil, fmt.Errorf("%w: this server has no secret", ErrToken)
	}
	parts := strings.Split(token, ".")
	if len(token) > maxToken || len(parts) != 3 || parts[0] != tokenVersion {
		return nil, fmt.Errorf("%w: not v1.<payload>.<mac>", ErrToken)
	}
	sum, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || !hmac.Equal(sum, mac(secret, parts[0]+"."+parts[1])) {
		return nil, fmt.Errorf("%w: wrong signature", ErrToken)
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err != nil {
		return nil, fmt.Errorf("%w: payload: %w", ErrToken, err)
	}
	return payload, nil
}

func mac(secret []byte, s string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(s))
	return h.Sum(nil)
}
