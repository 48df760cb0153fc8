package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"daogou/catalog"
	"daogou/web"
)

// Names of settings in the store.
const (
	settingSecret = "secret"
	settingShop   = "shop"
	settingName   = "shop_name"
)

// secret gives what identity tokens are signed with: the one given, else the
// folder's own, made at first use.
func secret(ctx context.Context, store *catalog.Store, given string) ([]byte, error) {
	if given != "" {
		return []byte(given), nil
	}
	kept, err := store.Setting(ctx, settingSecret)
	if err != nil || kept != "" {
		return []byte(kept), err
	}
	var raw [32]byte
	rand.Read(raw[:])
	made := hex.EncodeToString(raw[:])
	return []byte(made), store.SetSetting(ctx, settingSecret, made)
}

// shopID gives the audience of identity tokens: the one given, which is kept,
// else the kept one.
func shopID(ctx context.Context, store *catalog.Store, given string) (string, error) {
	kept, err := store.Setting(ctx, settingShop)
	switch {
	case err != nil:
		return "", err
	case given != "" && given != kept:
		return given, store.SetSetting(ctx, settingShop, given)
	case kept != "":
		return kept, nil
	}
	return defaultShop, nil
}

const defaultShop = "shop"

// identityToken signs a customer in with the data folder's secret.
func identityToken(ctx context.Context, data, customer string) (string, error) {
	store, err := catalog.Open(ctx, data)
	if err != nil {
		return "", err
	}
	defer store.Close()
	return signed(ctx, store, "", customer)
}

func signed(ctx context.Context, store *catalog.Store, given, customer string) (string, error) {
	key, err := secret(ctx, store, given)
	if err != nil {
		return "", err
	}
	shop, err := shopID(ctx, store, "")
	if err != nil {
		return "", err
	}
	return web.Sign(key, web.Claims{Subject: customer, Audience: shop, Expires: time.Now().Add(24 * time.Hour).Unix()}), nil
}
