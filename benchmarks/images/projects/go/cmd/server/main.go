// Command server answers with notes, and ends when it is told to.
package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"example.com/notes/internal/notes"
)

func main() {
	if err := run(); err != nil {
		slog.Error("ended", "error", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	store, err := open(ctx)
	if err != nil {
		return err
	}
	router := chi.NewRouter()
	router.Get("/healthz", notes.Health)
	router.Handle("/metrics", promhttp.Handler())
	router.Handle("/notes/{name}", otelhttp.NewHandler(notes.New(store), "note"))
	server := &http.Server{Addr: ":" + port(), Handler: router, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// open connects to the database that DATABASE_URL names; nil without one.
func open(ctx context.Context) (*pgxpool.Pool, error) {
	if url := os.Getenv("DATABASE_URL"); url != "" {
		return pgxpool.New(ctx, url)
	}
	return nil, nil
}

func port() string {
	if port := os.Getenv("PORT"); port != "" {
		return port
	}
	return "8080"
}
