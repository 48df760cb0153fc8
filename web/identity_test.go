package web

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestVerify(t *testing.T) {
	secret, now := []byte("a secret of the shop"), time.Unix(1_800_000_000, 0)
	good := Claims{Subject: "c17", Audience: "demo", Expires: now.Unix() + 60}
	with := func(change func(*Claims)) string {
		c := good
		change(&c)
		return Sign(secret, c)
	}
	token := Sign(secret, good)
	parts := strings.Split(token, ".")
	raw := func(payload string) string {
		signed := "v1." + base64.RawURLEncoding.EncodeToString([]byte(payload))
		return signed + "." + base64.RawURLEncoding.EncodeToString(mac(secret, signed))
	}
	forged := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"c18","aud":"demo","exp":9999999999}`))
	tests := []struct {
		name, token string
		ok          bool
	}{
		{"good", token, true},
		{"unknown claims are ignored", raw(`{"sub":"c17","aud":"demo","exp":9999999999,"nbf":1}`), true},
		{"expired", with(func(c *Claims) { c.Expires = now.Unix() - 1 }), false},
		{"expires this second", with(func(c *Claims) { c.Expires = now.Unix() }), false},
		{"no expiry", raw(`{"sub":"c17","aud":"demo"}`), false},
		{"another shop's", with(func(c *Claims) { c.Audience = "other" }), false},
		{"no customer", with(func(c *Claims) { c.Subject = "" }), false},
		{"another secret", Sign([]byte("guess"), good), false},
		{"payload swapped", "v1." + forged + "." + parts[2], false},
		{"version swapped", "v2." + parts[1] + "." + parts[2], false},
		{"no MAC", "v1." + parts[1], false},
		{"empty MAC", "v1." + parts[1] + ".", false},
		{"MAC cut", token[:len(token)-4], false},
		{"padded", token + "=", false},
		{"trailing part", token + ".x", false},
		{"payload no JSON", raw(`c17`), false},
		{"exp is text", raw(`{"sub":"c17","aud":"demo","exp":"9999999999"}`), false},
		{"empty", "", false},
		{"huge", "v1." + strings.Repeat("A", 1<<20) + ".A", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Verify(secret, "demo", tt.token, now)
			if (err == nil) != tt.ok {
				t.Fatalf("error %v, want ok %v", err, tt.ok)
			}
			if tt.ok && c.Subject != "c17" {
				t.Errorf("subject %q, want c17", c.Subject)
			}
			if !tt.ok && (!errors.Is(err, ErrToken) || c != Claims{}) {
				t.Errorf("claims %v and error %v, want none and one that is ErrToken", c, err)
			}
		})
	}
	if _, err := Verify(nil, "demo", Sign(nil, good), now); err == nil {
		t.Error("an empty secret accepts a token")
	}
}

func TestSignIsTheProtocolsForm(t *testing.T) {
	// Computed apart: HMAC-SHA256 over "v1.<payload>" by OpenSSL.
	got := Sign([]byte("k"), Claims{Subject: "c1", Audience: "s", Expires: 1})
	want := "v1.eyJzdWIiOiJjMSIsImF1ZCI6InMiLCJleHAiOjF9."
	if !strings.HasPrefix(got, want) {
		t.Fatalf("token %s, want it to begin with %s", got, want)
	}
	const wantMAC = "BwR4aIOHRd02vvJzH305TUyCkMW6z40pM-cQOiucgpE"
	if mac := strings.TrimPrefix(got, want); mac != wantMAC {
		t.Errorf("MAC %s, want %s", mac, wantMAC)
	}
}

func FuzzVerify(f *testing.F) {
	secret, now := []byte("secret"), time.Unix(1000, 0)
	good := Sign(secret, Claims{"c", "s", 2000})
	f.Add(good)
	f.Add("v1..")
	f.Fuzz(func(t *testing.T, token string) {
		if c, err := Verify(secret, "s", token, now); err == nil && Sign(secret, c) != token && token != good {
			t.Errorf("%q is accepted and was never signed", token)
		}
	})
}
