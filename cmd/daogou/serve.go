package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/web"
)

type serveCmd struct {
	modelFlags
	Addr   string   `help:"Where to listen." default:"127.0.0.1:8080" env:"DAOGOU_ADDR"`
	Secret string   `help:"Signs identity tokens; else one is made and kept in the data folder." env:"DAOGOU_SECRET"`
	Shop   string   `help:"The shop's id, which identity tokens name." env:"DAOGOU_SHOP"`
	Name   string   `help:"The shop's name, which the page shows." env:"DAOGOU_SHOP_NAME"`
	Origin []string `help:"Further origins whose pages may connect (https://shop.example)." env:"DAOGOU_ORIGIN"`
	Varied float64  `help:"How much recommendations differ from each other, 0 to 1." default:"0" env:"DAOGOU_VARIED"`
	Debug  bool     `help:"Log more, what shoppers type among it." env:"DAOGOU_DEBUG"`

	voice func(*models) chat.Writer // stands before the models' writer; nil: nobody does
}

// shutdownGrace is how long open turns and requests get when the server ends.
const shutdownGrace = 5 * time.Second

func (c *serveCmd) Run(ctx context.Context, t term, top *cli) error {
	level := slog.LevelInfo
	if c.Debug {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: level}))
	oversubscribe()
	s, err := c.start(ctx, top.Data, log)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s is open at http://%s\n", s.name, s.listener.Addr())
	<-ctx.Done()
	return s.shutdown()
}

// oversubscribe lets twice as many goroutines run as there are cores, unless the
// operator says how many. With one for each core a shopper's turn waits for the
// scheduler's slices of 10 ms behind indexing; so the system's own scheduler, which
// prefers who wakes up, decides.
func oversubscribe() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	}
}

// server is a running shop with its routes.
type server struct {
	*shop
	name     string
	models   *models
	engine   *chat.Engine
	web      *web.Server
	http     *http.Server
	listener net.Listener
	failed   chan error
}

// start opens the shop, fills an empty folder with the demo shop, and serves.
func (c *serveCmd) start(ctx context.Context, data string, log *slog.Logger) (*server, error) {
	if err := stockEmpty(ctx, data, log); err != nil {
		return nil, err
	}
	s := &server{failed: make(chan error, 1)}
	var err error
	if s.shop, err = openShop(ctx, data, c.modelFlags.embedder(), log); err != nil {
		return nil, err
	}
	if err := c.wire(ctx, s); err != nil {
		return nil, errors.Join(err, s.shop.close())
	}
	if err := c.listen(s, data); err != nil {
		return nil, errors.Join(err, s.shutdown())
	}
	return s, nil
}

// wire makes the engine and the routes over an open shop.
func (c *serveCmd) wire(ctx context.Context, s *server) error {
	key, err := secret(ctx, s.store, c.Secret)
	if err != nil {
		return err
	}
	id, err := shopID(ctx, s.store, c.Shop)
	if err != nil {
		return err
	}
	about, err := about(ctx, s.store, id, c.Name)
	if err != nil {
		return err
	}
	if c.Varied < 0 || c.Varied > 1 {
		return usageError{fmt.Errorf("--varied %v is not from 0 to 1", c.Varied)}
	}
	s.taste.Diversity = c.Varied
	metrics := newMetrics()
	metrics.MustRegister(gateCounts{s.gate})
	language, err := s.store.Setting(ctx, catalog.SettingLocale)
	if err != nil {
		return err
	}
	if s.models, err = c.modelFlags.open(s.shop, about, metrics); err != nil {
		return err
	}
	s.name = about.Name
	s.engine = &chat.Engine{
		Store: s.store, Shelf: s.shelf, Reader: s.models.reader, Index: s.index, Suggest: s.index, Taste: s.taste,
		History: s.taste, About: s.models.about, Voice: c.writer(s.models), Plain: s.models.plain, Log: s.log, Locale: language, Ended: turnTimes(metrics),
	}
	if err := s.engine.Start(ctx); err != nil {
		return err
	}
	if err := s.engine.Recover(ctx); err != nil {
		return err
	}
	s.shop.follow()
	s.web = &web.Server{
		Engine: s.engine, Store: s.store, Shelf: s.shelf, Taste: s.taste, Shop: about, Secret: key, Origins: c.Origin,
		Media: os.DirFS(mediaDir(s.data)), Metrics: metrics, Log: s.log,
	}
	return nil
}

// writer is who says the plans: the model's writer where nobody stands before it.
func (c *serveCmd) writer(m *models) chat.Writer {
	if c.voice != nil {
		return c.voice(m)
	}
	return m.voice
}

// about is what the pages say of the shop.
func about(ctx context.Context, store *catalog.Store, id, name string) (web.Shop, error) {
	kept, err := store.Setting(ctx, settingName)
	if err != nil {
		return web.Shop{}, err
	}
	if name != "" {
		return web.Shop{ID: id, Name: name}, nil
	}
	if shop, ok := demoShop(id); ok {
		return shop, nil
	}
	if kept == "" {
		kept = "Daogou"
	}
	return web.Shop{ID: id, Name: kept}, nil
}

func (c *serveCmd) listen(s *server, data string) (err error) {
	if s.listener, err = net.Listen("tcp", c.Addr); err != nil {
		return err
	}
	if err := announce(data, s.listener.Addr().String()); err != nil {
		return err
	}
	s.http = &http.Server{
		Handler: s.web.Handler(), ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: web.ReadHeaderTimeout, IdleTimeout: web.IdleTimeout, MaxHeaderBytes: web.MaxHeaderBytes,
	}
	go func() { s.failed <- s.http.Serve(s.listener) }()
	return nil
}

// shutdown ends connections, then turns, then the shop.
func (s *server) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	var errs []error
	if s.http != nil {
		errs = append(errs, s.web.Shutdown(ctx), s.http.Shutdown(ctx))
		if err := <-s.failed; !errors.Is(err, http.ErrServerClosed) {
			errs = append(errs, err)
		}
	}
	errs = append(errs, s.engine.Close(ctx))
	s.models.close()
	return errors.Join(append(errs, s.shop.close())...)
}
