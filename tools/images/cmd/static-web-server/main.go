// static-web-server stands in for the program of that name (static-web-server.net) where no Rust toolchain is there to
// build the real one. It serves files as that does under the settings that summitgen's images use, read from the same
// variables, and no others.
//
//	SERVER_HOST, SERVER_PORT         where it listens: [::], 80
//	SERVER_ROOT                      the folder that is served: ./public
//	SERVER_HEALTH                    "true": GET /health answers OK
//	SERVER_FALLBACK_PAGE             the file that answers where no file is, with status 200
//	SERVER_COMPRESSION_STATIC        "true": file.gz is sent for file to who takes gzip
//	SERVER_CACHE_CONTROL_HEADERS     "true", which is also the default: a Cache-Control header, by the kind of file
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"mime"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// server serves the files below root.
type server struct {
	root, fallback         string
	health, gzipped, cache bool
}

func main() {
	stopped, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	files := &server{
		root:     setting("SERVER_ROOT", "./public"),
		fallback: os.Getenv("SERVER_FALLBACK_PAGE"),
		health:   setting("SERVER_HEALTH", "false") == "true",
		gzipped:  setting("SERVER_COMPRESSION_STATIC", "false") == "true",
		cache:    setting("SERVER_CACHE_CONTROL_HEADERS", "true") == "true",
	}
	if about, err := os.Stat(files.root); err != nil || !about.IsDir() {
		log.Fatalf("%s is no folder that can be served", files.root)
	}
	address := net.JoinHostPort(strings.Trim(setting("SERVER_HOST", "::"), "[]"), setting("SERVER_PORT", "80"))
	listening := &http.Server{Addr: address, Handler: files, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-stopped.Done()
		if err := listening.Shutdown(context.Background()); err != nil {
			log.Print(err)
		}
	}()
	if err := listening.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

func (s *server) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodGet && request.Method != http.MethodHead {
		http.Error(answer, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if s.health && request.URL.Path == "/health" {
		fmt.Fprint(answer, "OK")
		return
	}
	file := filepath.Join(s.root, filepath.FromSlash(path.Clean("/"+request.URL.Path)))
	if about, err := os.Stat(file); err == nil && about.IsDir() {
		file = filepath.Join(file, "index.html")
	}
	if about, err := os.Stat(file); err != nil || !about.Mode().IsRegular() {
		if s.fallback == "" {
			http.Error(answer, "404 Not Found", http.StatusNotFound)
			return
		}
		file = s.fallback
	}
	s.send(answer, request, file)
}

// send answers with a file, or with its compressed twin.
func (s *server) send(answer http.ResponseWriter, request *http.Request, file string) {
	header := answer.Header()
	kind := mime.TypeByExtension(filepath.Ext(file))
	if kind != "" {
		header.Set("Content-Type", kind)
	}
	if s.cache {
		header.Set("Cache-Control", "public, max-age="+age(file))
	}
	if s.gzipped && strings.Contains(request.Header.Get("Accept-Encoding"), "gzip") {
		if _, err := os.Stat(file + ".gz"); err == nil {
			header.Set("Content-Encoding", "gzip")
			header.Add("Vary", "Accept-Encoding")
			file += ".gz"
		}
	}
	contents, err := os.Open(file)
	if err != nil {
		http.Error(answer, "404 Not Found", http.StatusNotFound)
		return
	}
	defer contents.Close()
	about, err := contents.Stat()
	if err != nil {
		http.Error(answer, "500 Internal Server Error", http.StatusInternalServerError)
		return
	}
	http.ServeContent(answer, request, file, about.ModTime(), contents)
}

// age is for how many seconds browsers keep a file: scripts, styles, fonts and pictures for a year, others for a day.
func age(file string) string {
	switch strings.TrimPrefix(filepath.Ext(file), ".") {
	case "avif", "bmp", "css", "gif", "ico", "jpeg", "jpg", "js", "jsx", "map", "png", "svg", "webp", "woff", "woff2":
		return "31536000"
	}
	return "86400"
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
