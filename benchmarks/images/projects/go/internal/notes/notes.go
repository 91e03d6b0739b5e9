// Package notes answers requests for notes.
package notes

import (
	"encoding/json"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Handler answers with the text of a note.
type Handler struct{ pool *pgxpool.Pool }

// New makes a handler; without a pool all notes are empty.
func New(pool *pgxpool.Pool) *Handler { return &Handler{pool: pool} }

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var text string
	if h.pool != nil {
		row := h.pool.QueryRow(r.Context(), "select text from note where name = $1", chi.URLParam(r, "name"))
		if err := row.Scan(&text); err != nil {
			http.Error(w, "no such note", http.StatusNotFound)
			return
		}
	}
	answer(w, map[string]any{"text": text})
}

// Health says that the process answers, and as which user.
func Health(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"status": "ok", "uid": os.Getuid()})
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
